"""The versions of a progress file, one revision after another."""
