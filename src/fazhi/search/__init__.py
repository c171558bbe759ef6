"""The token index: what contains these words, exactly and on both databases."""
