"""Many exams at once: a table of exams read under a pack, on one machine or several, and what it says as a whole."""
