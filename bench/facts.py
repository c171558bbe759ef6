"""What is measured, asked of the database in a process of its own: addresses, session cookies, sizes and query counts; prints JSON."""

import json
from dataclasses import asdict, dataclass
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from fazhi.campaign.models import Campaign, Demand, Proof, Submission  # noqa: E402
from fazhi.evidence.models import Item, Version  # noqa: E402
from fazhi.people.actor import acting  # noqa: E402
from fazhi.people.models import Post, Role, Unit, User  # noqa: E402
from fazhi.review.queue import queue  # noqa: E402

WORDS = ("合法", "审核", "公开", "培训", "制度", "材料")  # the first of these that some file holds is searched for
TASKFORCE, LIAISON = "zhuanban", "sifaju"


@dataclass
class Page:
    """One page as it is asked for: its name, address, the cookie of the reader, and what the test client saw."""

    name: str
    address: str
    cookie: str
    status: int
    bytes: int
    queries: int


def measured(name: str, address: str, client: Client) -> Page:
    """The second visit counts: the first fills what a server keeps for a minute."""
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        response = client.get(address)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    return Page(name, address, cookie, response.status_code, len(response.content), len(seen))


def client_of(user: User) -> Client:
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def busiest(campaign: Campaign) -> dict[str, Any]:
    """The records with most behind them: a page is measured where it is longest."""
    demand = Demand.objects.filter(campaign=campaign).annotate(n=Count("submissions__proofs")).order_by("-n", "pk")[0]
    unit = Unit.objects.filter(submissions__demand__campaign=campaign).annotate(n=Count("submissions")).order_by("-n", "pk")[0]
    proof = Proof.objects.filter(submission__demand__campaign=campaign).exclude(version=None).order_by("pk")
    item = Item.objects.filter(proofs__in=proof).annotate(n=Count("proofs")).order_by("-n", "pk")[0]
    return {"demand": demand, "unit": unit, "item": item}


def liaison_at_work(campaign: Campaign) -> tuple[User, Submission]:
    """The liaison of the unit with most to hand in, and the submission of that unit that holds most."""
    user = User.objects.get(username=LIAISON)
    unit = acting(user).unit
    held = Submission.objects.filter(demand__campaign=campaign, unit=unit).annotate(n=Count("proofs")).order_by("-n", "pk")
    if held:
        return user, held[0]
    other = Submission.objects.filter(demand__campaign=campaign).annotate(n=Count("proofs")).order_by("-n", "pk")[0]
    return Post.objects.filter(unit=other.unit, role=Role.LIAISON)[0].user, other


def word_in_files() -> str:
    return next((word for word in WORDS if Version.objects.filter(text__contains=word).exists()), WORDS[0])


def pages() -> list[Page]:
    """The ten pages used most; the home page for both who live in it, the list of material plain and searched."""
    force = User.objects.get(username=TASKFORCE)
    campaign = Campaign.objects.get(unit=acting(force).unit, state=Campaign.State.RUNNING)
    user, held = liaison_at_work(campaign)
    most, overseer, liaison = busiest(campaign), client_of(force), client_of(user)
    waiting = queue(acting(force)).first() or held
    asked = (
        ("今天（联络员）", "/", liaison),
        ("今天（专班）", "/", overseer),
        ("指标树与指标", f"/indicators/{most['demand'].pk}/", overseer),
        ("责任矩阵", "/matrix/", overseer),
        ("责任单位", "/units/", overseer),
        ("单位", f"/units/{most['unit'].pk}/", overseer),
        ("材料列表", "/items/", overseer),
        (f"材料搜索“{word_in_files()}”", f"/items/?q={word_in_files()}", overseer),
        ("材料", f"/items/{most['item'].pk}/", overseer),
        ("报送", f"/submission/{held.demand_id}/", liaison),
        ("审核列表", "/reviews/", overseer),
        ("审核", f"/reviews/{waiting.pk}/", overseer),
    )
    return [measured(name, address, client) for name, address, client in asked]


if __name__ == "__main__":
    counts = {model._meta.model_name: model.objects.count() for model in (Unit, Item, Proof, Submission)}
    print(json.dumps({"counts": counts, "pages": [asdict(page) for page in pages()]}, ensure_ascii=False))
