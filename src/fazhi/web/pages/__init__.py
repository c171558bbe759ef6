"""The pages, a module a family; each lists its own addresses."""
