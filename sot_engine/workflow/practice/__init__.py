"""The verbs of practice: cases, cards, exams."""
