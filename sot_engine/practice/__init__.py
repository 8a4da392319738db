"""Practice for students: cases, cards, exams, and what is kept of them."""
