"""Recognition: what a city has been named, praised or blamed for beyond the nine fields."""
