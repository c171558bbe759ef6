"""What happened: one append-only table, written in the same transaction as the act."""
