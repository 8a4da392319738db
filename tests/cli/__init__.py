"""Tests of the commands, run as they are typed."""
