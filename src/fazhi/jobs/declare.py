"""How background work is declared: @job for what is asked for, @every for what the clock asks for."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from croniter import croniter
from django.apps import apps
from django.utils.module_loading import module_has_submodule
from django_tasks.base import DEFAULT_TASK_PRIORITY, Task


class JobRefused(Exception):
    """The work cannot be done and repeating will not help; the message (Chinese) says what, why and what to do next."""


class Stopped(Exception):
    """Somebody stopped this work, or another worker took it over. Raised by progress(); a job lets it pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Task):
    """A task of django-tasks with what people read about it, and how often it may be tried again."""

    label: str = ""
    retries: int = 0
    cron: str = ""


def job(*, label: str, retries: int = 0, priority: int = DEFAULT_TASK_PRIORITY, cron: str = "") -> Callable[[Callable[..., Any]], Job]:
    """Declare a module-level function as background work; ask for it with queue.enqueue, or call it at once with `.call(…)`.

    Arguments and result must be JSON (ids, never records). `retries` > 0 says that the work may be repeated from its
    beginning without harm: after an error it is tried again with growing pauses, after a killed worker at once.
    Do the writing in short transactions: on SQLite a long one keeps every other writer waiting.
    """

    def declare(function: Callable[..., Any]) -> Job:
        return Job(func=function, label=label, retries=retries, priority=priority, cron=cron)

    return declare


def every(cron: str, *, label: str, retries: int = 3) -> Callable[[Callable[..., Any]], Job]:
    """Declare work that the leading worker asks for at the times of `cron` (minute hour day month weekday, local time).

    It stands in the `jobs.py` of its room, takes no arguments, and after a pause of the whole installation runs once.
    """
    if not croniter.is_valid(cron):
        raise ValueError(f"{cron!r} is not a cron expression: minute hour day month weekday")
    return job(label=label, retries=retries, cron=cron)


def scheduled() -> list[Job]:
    """Every job declared with @every in the `jobs.py` of an installed room, by path."""
    found: dict[str, Job] = {}
    for app in apps.get_app_configs():
        if app.module is not None and module_has_submodule(app.module, "jobs"):
            for value in vars(import_module(f"{app.name}.jobs")).values():
                if isinstance(value, Job) and value.cron:
                    found[value.module_path] = value
    return [found[path] for path in sorted(found)]
