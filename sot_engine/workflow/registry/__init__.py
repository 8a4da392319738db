"""The verbs of registries: many exams at once."""
