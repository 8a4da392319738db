"""Tests of the readings, and of the engine under one of them."""
