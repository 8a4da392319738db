"""Practice: cases to categorise, how an attempt at one is scored, exams, and cards to learn by heart."""
