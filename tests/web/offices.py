"""A small city for the pages of administration: somebody in each role, each with a browser."""

import re
from datetime import date

from django.contrib.messages import get_messages
from django.test import Client

from fazhi.people.actor import Actor, acting
from fazhi.people.models import Post, Role, Unit, UnitKind, User

SINCE = date(2025, 1, 1)
PHONE = "13812340000"


class Offices:
    """临江市 with two bureaus and 永安县; the county has its own task force and security admin."""

    def __init__(self):
        self.city = self.unit("临江市", "临江市", UnitKind.CITY)
        self.justice = self.unit("临江市司法局", "市司法局", UnitKind.GOVERNMENT, self.city, 1)
        self.education = self.unit("临江市教育局", "市教育局", UnitKind.GOVERNMENT, self.city, 2)
        self.county = self.unit("永安县", "永安县", UnitKind.COUNTY, self.city, 3)
        self.county_justice = self.unit("永安县司法局", "县司法局", UnitKind.GOVERNMENT, self.county, 1)
        self.system = self.browser("系统员", Role.SYSTEM_ADMIN, self.city)
        self.security = self.browser("安全员", Role.SECURITY_ADMIN, self.city)
        self.audit = self.browser("审计员", Role.AUDIT_ADMIN, self.city)
        self.taskforce = self.browser("专班员", Role.TASKFORCE, self.city)
        self.county_taskforce = self.browser("县专班员", Role.TASKFORCE, self.county)
        self.liaison = self.browser("联络员甲", Role.LIAISON, self.justice)

    def unit(self, name: str, short_name: str, kind: UnitKind, parent: Unit | None = None, order: int = 0) -> Unit:
        return Unit.objects.create(name=name, short_name=short_name, kind=kind, parent=parent, order=order)

    def person(self, name: str, role: Role, unit: Unit, **values) -> Post:
        user = User.objects.create(username=f"u{User.objects.count()}", name=name, **values)
        post = Post(user=user, unit=unit, role=role, since=SINCE)
        post.save()
        return post

    def browser(self, name: str, role: Role, unit: Unit) -> Client:
        return self.signed_in(self.person(name, role, unit, phone=PHONE).user)

    def signed_in(self, user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def actor(self, name: str) -> Actor:
        return acting(User.objects.get(name=name))


def text_of(response) -> str:
    """The page's main part as a reader sees it: no tags, no runs of blanks."""
    html = response.content.decode()
    main = html.partition("<main")[2].partition("</main>")[0] or html
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def cells(response, column: int) -> list[str]:
    """One column of the page's table."""
    body = response.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    rows = [re.findall(r"<td.*?>(.*?)</td>", row, re.S) for row in re.findall(r"<tr>(.*?)</tr>", body, re.S)]
    return [" ".join(re.sub(r"<[^>]+>", " ", row[column]).split()) for row in rows if len(row) > column]


def refusal(response) -> str:
    """The words in the red note of the page."""
    (words,) = re.findall(r'<div class="note bad" role="alert">.*?<div>(.*?)</div>', response.content.decode(), re.S)
    return words


def said(response) -> str:
    """The newest message that the next page will show."""
    *_, message = get_messages(response.wsgi_request)
    return str(message)
