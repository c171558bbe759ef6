"""On an item's page: what the file says of itself, what its words say, and taking a value over."""

import pytest

from evidence.papers import document, notice
from fazhi.evidence.jobs import prepare
from fazhi.journal.models import Entry
from web.desks import address, error, refusal, rows, said, text, texts, typed

FACTS, MADE = "//section[.//h2[contains(., '从正文中读出的要素')]]", "//section[.//h2[contains(., '文件自带信息')]]"


@pytest.fixture
def item(town):
    data = document(
        *notice("临教发〔2025〕7号", organ="临江市教育局", title="临江市教育局关于检查的通知"), author="张某", created="2025-04-20 09:30"
    )
    found = town.file(town.liaison, "通知.docx", data)
    prepare.call(found.current.pk)
    return found


def take(town, item, fact, who=None, **how):
    fields = {"version": item.current.pk, "fact": fact} | how
    return town.browser(who or town.liaison).post(address("item-fact", item.pk), fields, follow=True)


def test_owner_sees_what_was_read_beside_what_was_filled_in(town, item):
    answer = town.browser(town.liaison).get(address("item", item.pk))

    assert texts(answer, f"{FACTS}//li") == [
        "发文字号 临教发〔2025〕7号 采用",
        "发文机关 临江市教育局 采用",
        "成文日期 2025年4月22日 填报的是“2025年3月1日” 采用",
        "名称 临江市教育局关于检查的通知 填报的是“通知” 采用",
    ]
    assert texts(answer, f"{MADE}//dt") == ["创建时间", "最后保存", "作者", "软件", "保存次数"]
    assert texts(answer, f"{MADE}//dd")[:3] == ["2025年4月20日 09:30", "2025年4月20日 09:30", "张某"]


def test_reader_sees_the_same_without_the_means_to_change_it(town, item):
    answer = town.browser(town.force).get(address("item", item.pk))

    assert texts(answer, f"{FACTS}//li")[0] == "发文字号 临教发〔2025〕7号 未填"
    assert (texts(answer, f"{FACTS}//button"), len(texts(answer, f"{MADE}//dt"))) == ([], 5)


def test_value_is_taken_over_and_journalled(town, item):
    answers = [take(town, item, name) for name in ("number", "issued_on")]

    assert [said(answer) for answer in answers] == [["已采用发文字号“临教发〔2025〕7号”。"], ["已采用形成日期“2025年4月22日”。"]]
    item.refresh_from_db()
    assert (item.doc_number, str(item.effective_on), item.title) == ("临教发〔2025〕7号", "2025-04-22", "通知")
    assert Entry.objects.order_by("-pk").first().said == "修改了材料“通知”（确认了形成日期）"
    assert texts(answers[1], f"{FACTS}//li")[:3] == [
        "发文字号 临教发〔2025〕7号 一致",
        "发文机关 临江市教育局 采用",
        "成文日期 2025年4月22日 一致",
    ]


def test_others_take_nothing_over(town, item):
    answers = [take(town, item, "number", who=who) for who in (town.stranger, town.force)]

    assert [error(answer)[0] for answer in answers] == [404, 403]
    item.refresh_from_db()
    assert item.doc_number == ""


def test_fact_that_was_not_read_or_of_another_item_is_not_found(town, item):
    other = town.file(town.stranger, "公安.txt", "另一份。".encode())
    answers = [take(town, item, "note"), take(town, item, ""), take(town, item, "number", version=other.current.pk)]

    assert [error(answer)[0] for answer in answers] == [404, 404, 404]


def test_day_is_not_taken_over_once_the_material_was_judged(town, item):
    town.browser(town.liaison).post(address("item-prove", item.pk), {"demand": town.at("1.2.1").pk})
    from fazhi.campaign.models import Proof

    Proof.objects.filter(item=item).update(state=Proof.State.ACCEPTED)
    answer = take(town, item, "issued_on")

    assert (answer.status_code, refusal(answer)[:11]) == (422, "“通知”正在审核或已经")


def test_number_is_corrected_by_hand_and_tidied(town, item):
    form = {"title": "通知", "doc_number": "临教发[2025] 8 号", "issuer": "临江市教育局"}
    town.browser(town.liaison).post(address("item-edit", item.pk), form)
    item.refresh_from_db()
    assert (item.doc_number, item.issuer) == ("临教发〔2025〕8号", "临江市教育局")
    wrong = town.browser(town.liaison).post(address("item-edit", item.pk), form | {"doc_number": "八号文"})

    assert (wrong.status_code, refusal(wrong)[:11], typed(wrong, "doc_number", "/edit/")) == (422, "“八号文”不是发文字号", ["八号文"])


def test_item_without_words_and_facts_shows_neither_panel(town):
    plain = town.file(town.liaison, "统计.txt", "办件一百件。".encode())
    answer = town.browser(town.liaison).get(address("item", plain.pk))

    assert (texts(answer, FACTS), texts(answer, MADE), text(answer, "//h1"), rows(answer)) == ([], [], "统计", [])
