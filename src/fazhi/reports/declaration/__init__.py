"""The declaration ledger (申报台账): what went to the declaration system, what came of it, and what the province asked."""
