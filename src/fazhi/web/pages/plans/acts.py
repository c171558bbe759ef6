"""Doing an act of the rooms below: what they refuse comes back as reasons, what is not one's work closes the page."""

import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from fazhi.people.actor import NotAllowed
from fazhi.people.actor import Refused as PeopleRefused
from fazhi.plan.models import Plan
from fazhi.plan.refusal import Refused
from fazhi.web.frame.acting import refused

TASKS = re.compile(r"任务 (\d+(?:、\d+)*)")


def attempt(act: Callable[..., Any], *given: Any, **named: Any) -> tuple[str, ...]:
    """The reasons why the act was refused; none when it was done."""
    try:
        act(*given, **named)
    except NotAllowed as error:
        raise refused(error) from error
    except Refused as error:
        return error.reasons
    except PeopleRefused as error:
        return (str(error),)
    return ()


def accepted(form: Form, act: Callable[..., Any], *given: Any) -> bool:
    """The form is in order and the act took its values; else the form says why not."""
    if not form.is_valid():
        return False
    reasons = attempt(act, *given, **form.cleaned_data)
    for reason in reasons:
        form.add_error(None, reason)
    return not reasons


def tell(request: HttpRequest, said: str) -> None:
    """What happened, shown once on the next page."""
    messages.info(request, said, extra_tags="ok")


def linked(plan: Plan, reason: str) -> SafeString:
    """A reason in which each “任务 3、7” leads to the tasks."""

    def links(found: re.Match[str]) -> str:
        numbers = found.group(1).split("、")
        each = [format_html('<a href="{}">{}</a>', reverse("plan-task", args=(plan.pk, int(no))), no) for no in numbers]
        return "任务 " + "、".join(each)

    return mark_safe(TASKS.sub(links, conditional_escape(reason)))  # the reason is escaped before the links are put in
