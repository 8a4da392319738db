"""Text to a located tree: YAML 1.2 and JSON, the line of every node, faults together, nearest names."""
