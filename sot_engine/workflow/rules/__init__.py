"""The verbs of those who write and review rule packs."""
