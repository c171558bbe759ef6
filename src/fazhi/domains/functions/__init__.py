"""Functions: how the government licenses, inspects, serves and pays, and what it publishes of its powers."""
