"""The verbs of charts: people, visits, notes, and the records as a whole."""
