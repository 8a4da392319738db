"""The verbs, one a file: what joins the rooms, and the only reader of clock and ids."""
