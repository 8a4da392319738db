"""`sot registry`."""
