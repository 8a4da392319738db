"""`sot practice`."""
