"""Tests of the project itself: what it promises to those who set it up, ship it and change it."""
