"""Who: units, users and the posts they hold, and what each may see."""
