"""Tests of cases, attempts and exams."""
