"""Visit files to and from a Visit."""
