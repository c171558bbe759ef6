"""The words domains are written in; so far the holiday table that every clock counts by."""
