"""The town at its desks: everybody of the small city with a browser, a running campaign, and work in several states."""

import re
from datetime import date

from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from lxml import html

from campaign.town import Town
from fazhi.campaign.models import Demand, Requirement, Submission
from fazhi.campaign.proofs import add_proof, write_narrative
from fazhi.evidence.acts import new_item_from_upload
from fazhi.evidence.models import Item
from fazhi.evidence.uploads import receive
from fazhi.people.actor import Actor
from fazhi.people.models import Role
from fazhi.plan.models import Indicator
from fazhi.review.deciding import decide
from fazhi.review.flow import submit
from fazhi.review.marking import MarkInput
from fazhi.review.models import Verdict
from fazhi.review.reasons import load_reasons

BACKEND = "django.contrib.auth.backends.ModelBackend"
SECRET = "只有教育局知道的事"  # stands in what 市教育局 wrote; wherever a stranger reads it, something leaked


class Desks(Town):
    """The campaign's town, running. 教育局 (liaison, head 教育分管) supplies 1.1.1, 1.1.2 and 1.2.1; 司法局 leads 1.1.x and 2.3.1,
    财政局 leads 1.2.1; 公安局 supplies 1.1.x and 2.3.1 but has no part in 1.2.1; 永昌县 supplies 1.1.x."""

    def __init__(self):
        super().__init__()
        load_reasons()
        self.lead_head = self.person("司法分管", self.justice, Role.HEAD)
        self.finance_liaison = self.person("财政联络员", self.finance, Role.LIAISON)
        self.system = self.person("系统员", self.city, Role.SYSTEM_ADMIN)
        self.security = self.person("安全员", self.city, Role.SECURITY_ADMIN)
        self.audit = self.person("审计员", self.city, Role.AUDIT_ADMIN)
        self.campaign = self.running()

    def browser(self, actor: Actor) -> Client:
        """A browser in which this person is signed in."""
        client = Client()
        client.force_login(actor.user, backend=BACKEND)
        return client

    def at(self, code: str) -> Demand:
        return self.demand(self.campaign, code)

    def asked(self, code: str, name: str) -> Requirement:
        return self.at(code).requirements.get(name=name)

    def file(self, actor: Actor, name: str = "统计表.txt", data: bytes = "办件统计一百件。".encode(), **facts) -> Item:
        """A real file, taken in through the gate."""
        return new_item_from_upload(actor, receive(actor, name, ContentFile(data)), effective_on=date(2025, 3, 1), **facts)

    def filled(self, code: str = "1.2.1", actor: Actor | None = None, title: str = "清单网页材料") -> Submission:
        """A draft with one proof and a narrative in which the secret stands."""
        actor = actor or self.liaison
        asked = self.at(code).requirements.first()
        proof = add_proof(actor, self.at(code), self.item(actor.unit, title), requirement=asked)
        write_narrative(actor, proof.submission, SECRET)
        return proof.submission

    def brought(self, state: str, code: str = "1.2.1", title: str = "清单网页材料") -> Submission:
        """教育局's submission, which people brought to `state`: head, lead, taskforce, accepted or returned."""
        submission = submit(self.liaison, self.filled(code, title=title), explain="其余月底前补齐")
        if state == "returned":
            mark = MarkInput(submission.proofs.get().pk, Verdict.RETURNED, ("no-seal",), "第二页没有章")
            decide(self.colleague, submission, Verdict.RETURNED, lock=submission.lock, marks=[mark], remark="请补盖章")
        leader = self.finance_liaison if code == "1.2.1" else self.lead
        for stop, actor in (("head", self.colleague), ("lead", leader), ("taskforce", self.force)):
            submission.refresh_from_db()
            if submission.state in (state, "returned"):
                break
            assert submission.state == stop
            decide(actor, submission, Verdict.PASSED, lock=submission.lock)
        submission.refresh_from_db()
        return submission

    def more(self, count: int) -> list[Demand]:
        """So many further indicators with a material each, that 市司法局 leads and 市教育局 supplies."""
        edition = self.campaign.edition
        names = {"level1_no": 1, "level1_name": "政府职能依法全面履行", "level2_no": 1, "level2_name": "加大简政放权力度"}
        made = [
            Indicator.objects.create(edition=edition, code=f"1.1.{no}", no=no + 100, title=f"补充指标{no}", **names)
            for no in range(3, 3 + count)
        ]
        demands = [Demand.objects.create(campaign=self.campaign, indicator=each) for each in made]
        for demand in demands:
            demand.requirements.create(name="补充材料")
            demand.assignments.create(unit=self.justice, role="lead", is_principal=True)
            demand.assignments.create(unit=self.education, role="responsible", order=1)
        return demands


# What a reader sees


def address(name: str, *args) -> str:
    return reverse(name, args=args)


def texts(response, path: str) -> list[str]:
    """What stands at the XPath, as a reader sees it: no tags, no runs of blanks."""
    found = html.fromstring(response.content.decode()).xpath(path)
    return [" ".join((each if isinstance(each, str) else each.text_content()).split()) for each in found]


def text(response, path: str) -> str:
    (one,) = texts(response, path)
    return one


def rows(response, table: int = 1) -> list[list[str]]:
    """The cells of the page's n-th table, row by row."""
    body = html.fromstring(response.content.decode()).xpath(f"(//main//table)[{table}]/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("./td")] for row in body]


def refusal(response) -> str:
    """The words in the red note."""
    return text(response, "//main//*[contains(concat(' ', @class, ' '), ' note bad ')][@role='alert']/div")


def said(response) -> list[str]:
    """What the page reports as done."""
    return texts(response, "//main//*[@role='status']")


def error(response) -> tuple[int, str, str]:
    """Status, title and reason of an error page."""
    return response.status_code, text(response, "//h1"), text(response, "//div[@class='card-alone']/p[1]")


def typed(response, name: str, form: str = "") -> list[str]:
    """What stands in the fields of this name, in the forms whose address ends with `form`."""
    fields = html.fromstring(response.content.decode()).xpath(f"//form[contains(@action, '{form}')]//*[@name='{name}']")
    return [field.text_content() if field.tag == "textarea" else field.get("value", "") for field in fields]


def signs_in(response) -> bool:
    return response.status_code == 302 and re.match(r"/login/\?next=", response.url) is not None
