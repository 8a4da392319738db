"""Two independent readings of one pack, the check that they agree, and the explanation of what they concluded."""
