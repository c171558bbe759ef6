"""The page of 日志: what the auditor finds, what stays hidden, whose entries a county's auditor sees, and that looking is an entry."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from fazhi.journal.models import Entry, Verb
from fazhi.journal.write import SYSTEM, write
from fazhi.people.accounts import edit_user
from fazhi.people.models import Role, User
from fazhi.people.units import add_alias, edit_unit
from fazhi.web.pages import journal as page
from web.offices import PHONE, Offices, cells, refusal, text_of


@pytest.fixture
def offices(db):
    made = Offices()
    edit_unit(made.actor("系统员"), made.education, name="临江市教育体育局")
    add_alias(made.actor("专班员"), made.justice, "依法治市办")
    add_alias(made.actor("县专班员"), made.county_justice, "依法治县办")
    write(Verb.IMPORTED, made.city, "导入了2027年的放假安排", by=SYSTEM)
    return made


CITY, COUNTY = "给“市司法局”添加了别名“依法治市办”", "给“县司法局”添加了别名“依法治县办”"
NAMES, SEED = "修改了单位“临江市教育体育局”的资料", "导入了2027年的放假安排"
LOOK = "查看了日志"


def told(client, **asked):
    """The sentences the page lists, newest first, without the entries of looking."""
    response = client.get(reverse("journal"), asked)
    assert response.status_code == 200
    column = re.findall(r'<div class="said">(.*?)</div>', response.content.decode())
    return [sentence for sentence in column if sentence != LOOK]


def test_journal_lists_everything_newest_first(offices):
    assert told(offices.audit) == [SEED, COUNTY, CITY, NAMES]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"who": "专班员"}, [COUNTY, CITY]),
        ({"who": "u3"}, [CITY]),
        ({"unit": "市教育局"}, [NAMES]),
        ({"unit": "永安县"}, [COUNTY]),
        ({"verb": "imported"}, [SEED]),
        ({"kind": "people.alias"}, [COUNTY, CITY]),
        ({"object": "依法治市"}, [CITY]),
        ({"object": "依法", "who": "县专班员"}, [COUNTY]),
        ({"since": "2020-01-01", "until": "2020-01-02"}, []),
    ],
)
def test_journal_is_filtered(offices, asked, expected):
    assert told(offices.audit, **asked) == expected


def test_journal_period_takes_both_its_days(offices):
    day = offices.actor("审计员").today
    yesterday, tomorrow = (day + timedelta(days=shift) for shift in (-1, 1))

    assert len(told(offices.audit, since=day.isoformat(), until=day.isoformat())) == 4
    assert told(offices.audit, until=yesterday.isoformat()) == []
    assert told(offices.audit, since=tomorrow.isoformat()) == []


def test_journal_refuses_a_period_that_ends_before_it_begins(offices):
    response = offices.audit.get(reverse("journal"), {"since": "2025-07-02", "until": "2025-07-01"})

    assert response.status_code == 422
    assert refusal(response) == "结束日期2025年7月1日早于开始日期2025年7月2日。请核对两个日期。"
    assert cells(response, 0) == []


def test_journal_shows_before_and_after(offices):
    response = offices.audit.get(reverse("journal"), {"unit": "市教育局"})

    assert re.findall(r"<dt>全称</dt><dd>(.*?)</dd>", response.content.decode()) == ["临江市教育局 → 临江市教育体育局"]


def test_journal_hides_personal_values(offices):
    user = User.objects.get(name="联络员甲")
    edit_user(offices.actor("安全员"), user, "联络员甲", "13900001111")
    response = offices.audit.get(reverse("journal"), {"kind": "people.user", "verb": "changed"})

    assert re.findall(r"<dt>手机</dt><dd>(.*?)</dd>", response.content.decode()) == [f"{page.HIDDEN} → {page.HIDDEN}"]
    assert [number in response.content.decode() for number in (PHONE, "13900001111", page.SEALED)] == [False, False, False]


def test_journal_keeps_what_people_wrote_and_does_not_print_it(offices):
    short, long = "已补充", "第三季度的办件数据由政务大厅重新核对，" * 5
    write(
        Verb.CHANGED,
        offices.justice,
        "修改了说明",
        by=offices.actor("联络员甲").who,
        before={"short_name": short},
        after={"short_name": long},
    )
    listed = {"list": [long, short]}
    write(
        Verb.CHANGED,
        offices.county,
        "修改了说明",
        by=offices.actor("联络员甲").who,
        before={"short_name": None},
        after={"short_name": listed["list"]},
    )
    html = offices.audit.get(reverse("journal"), {"object": "修改了说明"}).content.decode()

    told = f"（{len(long)}个字，日志中留存，此处不显示）"
    assert re.findall(r"<dt>简称</dt><dd>(.*?)</dd>", html) == [f"（空） → {told}、{short}", f"{short} → {told}"]
    assert long[:20] not in html
    assert Entry.objects.filter(said="修改了说明").order_by("pk").first().changes == {"简称": [short, long]}


def test_journal_of_a_county_holds_its_own_people_and_units_only(offices):
    county = offices.browser("县审计员", Role.AUDIT_ADMIN, offices.county)
    add_alias(offices.actor("系统员"), offices.county_justice, "普法办")

    assert told(county) == ["给“县司法局”添加了别名“普法办”", COUNTY]


def test_looking_is_journalled_once_a_visit(offices):
    looks = Entry.objects.filter(verb=Verb.OPENED)
    for number in ("1", "2"):
        offices.audit.get(reverse("journal"), {"page": number})
    assert list(looks.values_list("actor_name", "said", "kind")) == [("审计员", LOOK, "people.user")]

    session = offices.audit.session
    session["journal_read_at"] -= page.VISIT + 1
    session.save()
    offices.audit.get(reverse("journal"))
    assert looks.count() == 2


def test_journal_is_closed_to_others_and_their_knocking_is_no_visit(offices):
    for client in (offices.system, offices.security, offices.taskforce, offices.liaison):
        response = client.get(reverse("journal"))
        assert response.status_code == 403
        assert "这一页由审计管理员使用" in text_of(response)
        assert "依法治市办" not in response.content.decode()
    assert Entry.objects.filter(verb=Verb.OPENED).count() == 0


def test_journal_is_paged(offices):
    for number in range(page.SHOWN):
        write(Verb.READ, offices.justice, f"阅知了第{number}号变更", by=offices.actor("联络员甲").who)
    first, second = told(offices.audit), told(offices.audit, page="2")

    assert (len(first), second) == (page.SHOWN - 1, ["阅知了第0号变更", SEED, COUNTY, CITY, NAMES])
