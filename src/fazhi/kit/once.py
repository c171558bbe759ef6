"""Reading once: within a page or a computation the calendar and the parameters are asked for a single time."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_held: ContextVar[dict[Hashable, Any] | None] = ContextVar("read_once", default=None)


@contextmanager
def one_reading() -> Iterator[None]:
    """Within this block (and those inside it) everything is counted by the same calendar and the same parameters."""
    if _held.get() is not None:
        yield
        return
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


def read_once(key: Hashable, read: Callable[[], Any]) -> Any:
    """What `read` gives, remembered within the block; outside one it is read each time."""
    held = _held.get()
    if held is None:
        return read()
    if key not in held:
        held[key] = read()
    return held[key]
