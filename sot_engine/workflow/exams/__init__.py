"""The verbs of the exam at the table."""
