"""Records: what is done with the records of any register: kept, moved, timed, measured, opened, published."""
