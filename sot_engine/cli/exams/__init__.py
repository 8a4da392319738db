"""`sot exam`, the screen at the table."""
