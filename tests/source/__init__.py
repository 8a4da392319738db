"""Tests of the reading of text: YAML 1.2, JSON, lines, nearest names."""
