"""fazhi workday, fazhi holidays."""
