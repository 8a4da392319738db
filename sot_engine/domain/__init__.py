"""The values that everything else speaks in: frozen, pure, without I/O."""
