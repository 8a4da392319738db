"""Tests of the packs: how they are read, found, kept and refused."""
