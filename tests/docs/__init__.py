"""Tests of the documents: that they say what the code does."""
