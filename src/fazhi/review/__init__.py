"""The second pair of eyes: submissions on their way to acceptance, and what was decided on each."""
