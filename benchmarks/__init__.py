"""How fast, beside whom, and how much memory: `make bench`, or `python -m benchmarks`."""
