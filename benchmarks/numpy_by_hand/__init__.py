"""The rules of sot-core 1.0.0 written out by hand in NumPy, as somebody would who has no pack and needs no other.

::

    exams → stops, contradictions, category_1, category_2, category_3 → decision → placement → guidance

Nothing here is made from the pack: every rule is typed beside its id. It concludes all that `sot registry assess` does,
but on which side a rule fired, and checks no value of a table. Where the pack changes, somebody has to change it.
"""
