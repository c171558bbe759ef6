"""What is noticed about material: each family of checks is a module, and all advise in the same form."""
