"""Tests of the packs and of what measures them."""
