"""The versions of the tables, one file a step."""
