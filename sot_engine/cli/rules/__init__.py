"""`sot rules`."""
