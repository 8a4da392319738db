"""The symbolic reading: a pack as formulas over every possible exam, and the theorems that are proved of it.

Only this room speaks to Z3, and it shares no reading of a condition with the rooms below.
"""
