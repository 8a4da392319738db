"""Practice: cases to categorise, how an attempt at one is scored, and exams."""
