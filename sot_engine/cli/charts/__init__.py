"""`sot people`, `sot visit` and `sot records`."""
