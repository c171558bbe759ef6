"""fazhi plan."""
