"""Tests of the reading and writing of visit files."""
