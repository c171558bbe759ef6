"""材料信号: the list, one signal with two texts side by side, the unit's explanation and another person's decision."""

import pytest

from fazhi.evidence.models import Severity, Signal, SignalKind
from fazhi.evidence.signals.finding import Finding
from fazhi.evidence.signals.raising import settle
from fazhi.journal.write import trail
from web.desks import address, error, refusal, said, texts

PAPER = "本局全年共办理行政许可事项一百二十件，全部在法定期限内办结，没有一件超期，群众满意率达到百分之九十九。"


def noticed(
    town,
    item,
    key="one",
    severity=Severity.ATTENTION,
    kind=SignalKind.DATE_DIFFERS,
    words="文中日期是2025年5月6日，填报的是2025年3月1日。",
    **more,
):
    return settle(item.current, f"test-{key}", [Finding(kind, severity, key, words, **more)])[0]


@pytest.fixture
def paper(town):
    """教育局's paper with one signal."""
    return noticed(town, town.file(town.liaison, "统计表.txt"))


def titles(answer):
    return texts(answer, "//ul[@class='rows']//a[@class='row-title']")


def test_signals_list_the_more_serious_first(town):
    item = town.file(town.liaison)
    noticed(town, item, "a", Severity.NOTE, SignalKind.BURST)
    noticed(town, item, "b", Severity.SERIOUS, SignalKind.LINK_DEAD)
    noticed(town, item, "c", Severity.ATTENTION, SignalKind.NUMBER_TWICE)

    assert titles(town.browser(town.force).get("/signals/")) == ["链接打不开 统计表", "发文字号重复 统计表", "多期材料集中制作 统计表"]


def test_signals_are_filtered_by_state_kind_and_unit(town, paper):
    other = noticed(town, town.file(town.stranger, "警情.txt", "警情一百件。".encode()), "x", kind=SignalKind.BURST)
    Signal.objects.filter(pk=other.pk).update(state="explained")
    client = town.browser(town.force)

    assert titles(client.get("/signals/")) == ["成文日期与填报不一致 统计表"]
    assert titles(client.get("/signals/?state=explained")) == ["多期材料集中制作 警情"]
    assert titles(client.get("/signals/?state=all&kind=burst")) == ["多期材料集中制作 警情"]
    assert titles(client.get(f"/signals/?state=all&unit={town.education.pk}")) == ["成文日期与填报不一致 统计表"]
    assert titles(client.get("/signals/?state=gone")) == []


def test_signals_show_each_reader_his_own(town, paper):
    assert len(titles(town.browser(town.liaison).get("/signals/"))) == 1
    assert titles(town.browser(town.stranger).get("/signals/")) == []
    assert error(town.browser(town.stranger).get(address("signal", paper.pk)))[0] == 404


def test_signal_that_names_anothers_paper_is_for_those_who_may_read_both(town):
    mine, theirs = town.file(town.liaison), town.file(town.stranger, "警情.txt", "警情一百件。".encode())
    found = noticed(town, mine, kind=SignalKind.NEAR_COPY, words="与市公安局的材料相同。", other=theirs.current)

    assert titles(town.browser(town.liaison).get("/signals/")) == []
    assert error(town.browser(town.liaison).get(address("signal", found.pk)))[0] == 404
    assert titles(town.browser(town.force).get("/signals/")) == ["文字高度相似 统计表"]


def test_signals_take_the_same_queries_for_one_and_for_thirty(town, queries):
    item = town.file(town.liaison)
    noticed(town, item, "first")
    few = queries(town.browser(town.force), "/signals/")
    for no in range(30):
        noticed(town, item, f"more-{no}")

    assert queries(town.browser(town.force), "/signals/") == few


def test_signal_shows_two_texts_side_by_side(town):
    mine = town.file(town.liaison, "总结.txt", f"教育工作情况。{PAPER}下一步继续努力。".encode())
    theirs = town.file(town.stranger, "警务总结.txt", f"公安工作情况。{PAPER}来年再接再厉。".encode())
    for item in (mine, theirs):
        version = item.current
        version.text = version.blob and open_text(version)
        version.save()
    start, length = len("教育工作情况"), len(PAPER) - 5
    facts = {"length": 60, "own": 60, "other_length": 60, "shared": length, "share": 0.8, "share_of_other": 0.8, "left_out": {"listed": 12}}
    facts["passages"] = [[start, start, length]]
    found = noticed(town, mine, kind=SignalKind.NEAR_COPY, words="很像。", other=theirs.current, facts=facts)
    answer = town.browser(town.force).get(address("signal", found.pk))

    assert "".join(texts(answer, "//table[contains(@class,'compared')]//tr[@class='shared']/td[1]//mark")).startswith("本局全年共办理")
    assert texts(answer, "//dl[@class='facts']/dd") == [
        "60 字，其中自有 60 字",
        "60 字",
        f"{length} 字，占本材料 80%，占对照材料 80%",
        "通用文字 12 字",
    ]


def open_text(version):
    from fazhi.evidence.store import opened

    with opened(version.blob) as file:
        return file.read().decode()


def test_unit_explains_and_another_decides(town, paper):
    town.browser(town.liaison).post(address("signal-explain", paper.pk), {"words": "当时先发通知，后补盖章"})
    answer = town.browser(town.force).post(
        address("signal-decide", paper.pk), {"state": "explained", "remark": "核对了收文登记", "seen": "open"}, follow=True
    )
    paper.refresh_from_db()

    assert said(answer) == ["已处理为“可以解释”，意见已记录。"]
    assert (paper.state, paper.explanation, paper.explained_by) == ("explained", "当时先发通知，后补盖章", "教育联络员")
    assert (paper.remark, paper.decided_by) == ("核对了收文登记", town.force.user.name)
    assert [(entry.actor_name, entry.said) for entry in trail(paper)[:2]] == [
        (town.force.user.name, "把材料“统计表”的信号“成文日期与填报不一致”处理为“可以解释”：核对了收文登记"),
        ("教育联络员", "对信号“成文日期与填报不一致”作了说明：当时先发通知，后补盖章"),
    ]


def test_unit_does_not_decide_on_its_own_material(town, paper):
    answer = town.browser(town.liaison).post(address("signal-decide", paper.pk), {"state": "explained", "remark": "没事"})

    assert error(answer)[0] == 403
    assert Signal.objects.get().state == "open"


def test_decision_needs_words_and_keeps_what_was_chosen(town, paper):
    answer = town.browser(town.force).post(address("signal-decide", paper.pk), {"state": "upheld", "remark": " "})

    assert (answer.status_code, refusal(answer)) == (422, "处理意见不能为空。请写明情况和依据，日后复核时要看。")
    assert texts(answer, "//input[@checked]/@value") == ["upheld"]


def test_second_of_two_who_decide_at_once_sees_what_the_first_did(town, paper):
    client = town.browser(town.force)
    client.post(address("signal-decide", paper.pk), {"state": "upheld", "remark": "属实", "seen": "open"})
    answer = client.post(address("signal-decide", paper.pk), {"state": "explained", "remark": "没事", "seen": "open"})

    assert answer.status_code == 409
    assert refusal(answer) == f"{town.force.user.name}刚刚已把这条信号处理为“情况属实”，您看到的是之前的状态。请看过现在的意见后再决定。"
    assert Signal.objects.get().remark == "属实"


def test_decided_signal_is_not_explained_any_more(town, paper):
    town.browser(town.force).post(address("signal-decide", paper.pk), {"state": "upheld", "remark": "属实"})
    answer = town.browser(town.liaison).post(address("signal-explain", paper.pk), {"words": "再说明"})

    assert refusal(answer).startswith(f"这条信号已由{town.force.user.name}处理为“情况属实”")


def test_found_again_it_stays_one_and_gone_it_is_marked_and_decided_it_stays(town):
    item = town.file(town.liaison)
    finding = Finding(SignalKind.BURST, Severity.NOTE, "k", "三份材料同一晚制作。")

    assert (len(settle(item.current, "t", [finding])), len(settle(item.current, "t", [finding]))) == (1, 0)
    settle(item.current, "t", [])
    assert Signal.objects.get().state == "gone"
    settle(item.current, "t", [finding])
    assert Signal.objects.get().state == "open"
    town.browser(town.force).post(address("signal-decide", Signal.objects.get().pk), {"state": "explained", "remark": "补印"})
    settle(item.current, "t", [])
    assert Signal.objects.get().state == "explained"
