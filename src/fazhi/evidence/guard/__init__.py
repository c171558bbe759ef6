"""The guard: what must not enter, and what must not leave without being masked."""
