"""What was shown: the content store, items and their versions, text and previews."""
