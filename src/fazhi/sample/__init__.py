"""The sample city: made-up people and visibly made-up material, repeatable from a seed."""
