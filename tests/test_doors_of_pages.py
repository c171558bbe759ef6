"""Every address is closed to the wrong role, in words; and the menu shows nobody what is closed to him."""

import logging
from datetime import date

import pytest
from django.test import Client

from fazhi.web.management.shots import addresses, placeless

EVERYBODY = "TASKFORCE LIAISON HEAD ASSESSOR LEADER OFFICER SYSTEM_ADMIN SECURITY_ADMIN AUDIT_ADMIN"
STAFF = "TASKFORCE LIAISON HEAD LEADER"
CLOSED_SAYS = "使用。如您兼任其他职务"

# Roles that an address lets in → its url names. The door and the act behind it may still refuse: this is only who may knock.
LET_IN = {
    EVERYBODY: "login logout change-password switch-post today me entry-proof",
    STAFF: """receipts receipt registers records records-view record record-keys figures figure figure-export year-calendar
        questions question
        draws draw draw-book draw-csv records-export plans plan plan-original plan-task plan-correct-task plan-confirm-task
        plan-add-target plan-correct-target plan-drop-target plan-confirm-target plan-mention plan-correct-phase plan-settle
        plan-confirm-tasks plan-confirm plan-compare plan-supersede choose-campaign indicators indicator editions edition
        edition-export cell units unit sufficiency sufficiency-indicator review search signals signal boilerplates
        declarations declaration declaration-export declared-item inquiry""",
    "TASKFORCE": """boilerplate-add boilerplate-drop
        package-new package-stop package-profile package-profile-copy declaration-new declaration-act declared-item-act
        figure-store question-decide questions-check custom-registers custom-new custom-register custom-act
        parameter-set plan-import plan-add-mention plan-drop-mention plan-discard assign assign-act edition-import edition-keep
        edition-scheme edition-compare edition-act review-reopen report-make report-text-edit campaigns campaign-new campaign-act""",
    "TASKFORCE LEADER": "packages package package-file parameters requirements matrix reports report-file report-texts campaign",
    "LIAISON HEAD": """signal-explain ask-not-applicable item-prove submission submission-files submission-link submission-offline
        submission-earlier submission-narrative proof-edit proof-newest proof-drop""",
    "TASKFORCE LIAISON HEAD": """signal-decide records-bulk record-check record-new record-edit record-move record-remove record-open
        record-pause record-resume record-attach record-detach imports import import-errors import-new import-template import-undo
        draw-act draw-new declared question-answer change item-edit item-fact item-remove upload uploads upload-piece upload-settle
        upload-forget guard guard-make guard-file guard-picture guard-act
        reviews bulk-accept review-decide link-recheck link-renew""",
    "TASKFORCE LIAISON HEAD ASSESSOR LEADER": "items item content picture capture-page capture-warc capture-file capture-compare",
    "LIAISON": "submission-send submission-take-back",
    "TASKFORCE SYSTEM_ADMIN SECURITY_ADMIN": """directory directory-unit directory-unit-act directory-collective-new
        directory-collective""",
    "SYSTEM_ADMIN": "directory-change jobs job-act",
    "SECURITY_ADMIN": "accounts account-new account account-act",
    "TASKFORCE SECURITY_ADMIN": "account-phone",
    "TASKFORCE SYSTEM_ADMIN": "holidays",
    "TASKFORCE LIAISON HEAD LEADER SYSTEM_ADMIN": "redatings",
    "AUDIT_ADMIN": "journal seals seal-act checkpoint",
}


@pytest.fixture
def offices(db):
    """role → a browser of somebody who holds it in the city."""
    from fazhi.people.models import Post, Role, Unit, UnitKind, User

    city = Unit.objects.create(name="临江市", short_name="临江市", kind=UnitKind.CITY)
    found = {}
    for role in Role:
        user = User.objects.create(username=role.value, name=role.label)
        Post(user=user, unit=city, role=role, since=date(2025, 1, 1)).save()
        found[role.name] = Client(raise_request_exception=False)
        found[role.name].force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    logging.disable(logging.ERROR)  # hundreds of refusals are asked for here
    yield found
    logging.disable(logging.NOTSET)


def answer(client, name):
    """What the address says to the first kind of request that it takes at all."""
    for method in (client.get, client.post, client.patch):
        response = method(placeless(name))
        if response.status_code != 405:
            break
    return response


def is_closed(response):
    return response.status_code == 403 and CLOSED_SAYS in response.content.decode()


def test_every_address_lets_in_exactly_its_roles(offices):
    names = sorted(set(addresses()) - {"logout"})  # which would end the visit
    found = {name: {role for role, client in offices.items() if not is_closed(answer(client, name))} for name in names}

    declared = {name: set(roles.split()) for roles, listed in LET_IN.items() for name in listed.split() if name != "logout"}
    assert {name: sorted(found.get(name, ())) for name in found if found[name] != declared.get(name)} == {}
    assert sorted(set(declared) - set(found)) == []


def test_strangers_are_sent_to_sign_in(db):
    stranger = Client()
    found = {name: answer(stranger, name) for name in set(addresses()) - {"login", "logout"}}

    assert {
        name: response.status_code for name, response in found.items() if not response.headers.get("Location", "").startswith("/login/")
    } == {}


def test_menu_offers_only_what_opens(offices):
    import re

    closed = []
    for role, client in offices.items():
        menu = client.get("/me/").content.decode().partition("<nav")[2].partition("</nav>")[0]
        closed += [f"{role} {address}" for address in re.findall(r'href="(/[^"]*)"', menu) if is_closed(client.get(address, follow=True))]

    assert closed == []
