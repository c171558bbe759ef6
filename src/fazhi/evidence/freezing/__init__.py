"""Links frozen at hand-in and watched: what may be fetched, how it is fetched, kept, read and compared."""
