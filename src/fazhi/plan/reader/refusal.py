"""The one exception of the reader: what was given cannot be read as a plan."""

from __future__ import annotations


class NotAPlan(ValueError):
    """Raised instead of any other error; its text is Chinese and says what was looked for, what was found and what to do next."""

    def __init__(self, found: str, todo: str):
        super().__init__(f"没有读出创建方案。{found}{todo}")
        self.found = found
        self.todo = todo
