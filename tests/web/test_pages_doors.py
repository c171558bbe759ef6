"""Who is let in at which page: nobody without signing in, no role without business, nothing that acts by being opened."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from web.desks import address, error, signs_in

UPLOAD = uuid.UUID(int=1)
PAGES = {  # url name → arguments
    **dict.fromkeys(("today", "me", "indicators", "requirements", "matrix", "units", "items", "upload", "reviews", "reports"), ()),
    **dict.fromkeys(("report-texts", "campaigns", "campaign-new", "search", "change-password"), ()),
    **dict.fromkeys(("indicator", "assign", "change", "unit", "item", "content", "submission", "review", "report-file", "campaign"), (1,)),
    "cell": (1, 1),
    "picture": (1, "a" * 64),
}
ACTS = {
    **dict.fromkeys(("ask-not-applicable", "item-edit", "item-remove", "item-prove", "proof-edit", "proof-drop", "review-decide"), (1,)),
    **{f"submission-{name}": (1,) for name in ("files", "link", "offline", "earlier", "narrative", "send", "take-back")},
    **dict.fromkeys(("switch-post", "choose-campaign", "review-reopen"), (1,)),
    **dict.fromkeys(("assign-act", "campaign-act"), (1, "add")),
    **dict.fromkeys(("bulk-accept", "report-text-edit"), ()),
    "report-make": ("ledger",),
    **dict.fromkeys(("upload-settle", "upload-forget"), (UPLOAD,)),
}
TUS = {"uploads": (), "upload-piece": (UPLOAD,)}

BY_ALL = "这一页由创建工作专班、联络员、分管领导、市领导使用。"
BY_READERS = "这一页由创建工作专班、联络员、分管领导、市领导、评估员使用。"
BY_OVERSEERS = "这一页由创建工作专班、市领导使用。"
BY_FORCE = "这一页由创建工作专班使用。"
BY_SENDERS = "这一页由联络员、分管领导、创建工作专班使用。"
SWITCH = "如您兼任其他职务，请在右上角切换身份。"


@pytest.mark.parametrize("name", [*PAGES, *ACTS, *TUS])
def test_page_sends_whoever_has_not_signed_in_to_the_sign_in_page(db, name):
    answer = Client().get(reverse(name, args=(PAGES | ACTS | TUS)[name]))

    assert signs_in(answer)


@pytest.mark.parametrize("name", ACTS)
def test_act_refuses_whoever_has_not_signed_in(db, name):
    assert signs_in(Client().post(reverse(name, args=ACTS[name])))


@pytest.mark.parametrize("name", [*ACTS, "logout"])
def test_act_is_not_done_by_opening_its_address(town, name):
    answer = town.browser(town.force).get(reverse(name, args=ACTS.get(name, ())))

    assert (answer.status_code, answer["Allow"].split(",")[0]) == (405, "POST")


@pytest.mark.parametrize(
    ("who", "name", "args", "why"),
    [
        ("audit", "indicators", (), BY_ALL),
        ("system", "units", (), BY_ALL),
        ("security", "search", (), BY_ALL),
        ("audit", "items", (), BY_READERS),
        ("audit", "content", (1,), BY_READERS),
        ("liaison", "matrix", (), BY_OVERSEERS),
        ("liaison", "reports", (), BY_OVERSEERS),
        ("liaison", "report-texts", (), BY_OVERSEERS),
        ("liaison", "requirements", (), BY_OVERSEERS),
        ("liaison", "campaigns", (), BY_FORCE),
        ("leader", "campaign-new", (), BY_FORCE),
        ("leader", "assign", (1,), BY_FORCE),
        ("leader", "upload", (), BY_SENDERS),
        ("force", "submission", (1,), "这一页由联络员、分管领导使用。"),
        ("leader", "reviews", (), "这一页由创建工作专班、联络员、分管领导使用。"),
    ],
)
def test_page_says_whose_it_is_to_other_roles(town, who, name, args, why):
    answer = town.browser(getattr(town, who)).get(address(name, *args))

    assert error(answer) == (403, "不能打开", why + SWITCH)


@pytest.mark.parametrize(
    ("who", "name", "args"),
    [
        ("leader", "campaign-act", (1, "publish")),
        ("liaison", "assign-act", (1, "add")),
        ("leader", "review-decide", (1,)),
        ("head", "submission-send", (1,)),
        ("leader", "item-remove", (1,)),
        ("leader", "report-make", ("ledger",)),
        ("liaison", "review-reopen", (1,)),
        ("leader", "upload-forget", (UPLOAD,)),
    ],
)
def test_act_refuses_other_roles(town, who, name, args):
    actor = town.colleague if who == "head" else getattr(town, who)

    status, title, why = error(town.browser(actor).post(address(name, *args)))

    assert (status, title, why.startswith("这一页由"), why.endswith(SWITCH)) == (403, "不能打开", True, True)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("indicator", (9999,)),
        ("unit", (9999,)),
        ("item", (9999,)),
        ("content", (9999,)),
        ("review", (9999,)),
        ("campaign", (9999,)),
        ("change", (9999,)),
        ("assign", (9999,)),
        ("cell", (9999, 9999)),
    ],
)
def test_page_of_nothing_says_so(town, name, args):
    answer = town.browser(town.force).get(address(name, *args))

    assert error(answer) == (404, "没有找到这一页", "地址不存在，或其中的内容不对您开放。")
