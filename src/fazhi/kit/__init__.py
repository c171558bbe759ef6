"""The kit: pure functions without tables, which every other room may use and which know nobody."""
