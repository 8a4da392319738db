"""Tests of the values: truth, findings, conditions, what may be written for them."""
