"""Family `dates`: what is asked about, what is said, and the innocent look-alikes that are left in peace."""

from datetime import date

import pytest

from evidence.papers import document, examined, handed_in, notice, pdf, scan, signals
from fazhi.evidence.models import Signal

MARCH = date(2025, 3, 1)


@pytest.fixture
def shown(cast, send):
    """`shown(data, name, on=…, title=…)` is what is noticed of a file that 市司法局 hands in."""

    def done(data, name="材料.docx", *, on=None, title="", actor=None):
        return signals(handed_in(actor or cast.owner, send, name, data, on=on, title=title), "dates")

    return done


# Made late


def test_file_begun_half_a_year_after_its_day_is_serious(shown):
    assert shown(document("会议记录", created="2025-09-03"), on=MARCH) == [
        (
            "made-late",
            "serious",
            "文件创建时间是2025年9月3日，比填报的形成日期2025年3月1日晚186天。如系另存、重新排版或汇编，请单位说明。",
        )
    ]


def test_the_day_in_the_words_counts_before_the_day_filled_in(shown):
    found = shown(document(*notice(day="2025年4月22日"), created="2025-06-11"), on=date(2025, 4, 22))

    assert found == [
        ("made-late", "attention", "文件创建时间是2025年6月11日，比正文成文日期2025年4月22日晚50天。如系另存、重新排版或汇编，请单位说明。")
    ]


@pytest.mark.parametrize(
    ("created", "modified"),
    [
        ("2025-02-10", "2025-02-28"),
        ("2025-03-20", "2025-03-20"),
        ("2025-03-31 23:00", "2025-03-31 23:00"),
        ("2023-01-01", "2025-05-20"),
        ("2013-12-24 07:15", "2025-03-02"),
    ],
    ids=["drafted before", "typed up soon after", "on the thirtieth day", "saved again within three months", "template's own time"],
)
def test_files_made_in_time_are_left_in_peace(shown, created, modified):
    assert shown(document("会议记录", created=created, modified=modified), on=MARCH) == []


def test_file_begun_in_time_and_saved_long_after_is_only_mentioned(shown):
    assert shown(document("会议记录", created="2025-03-01", modified="2025-09-03"), on=MARCH) == [
        ("made-late", "note", "文件最后保存时间是2025年9月3日，比填报的形成日期2025年3月1日晚186天。打开后重新保存也会如此。")
    ]


def test_scans_and_prints_are_naturally_later_and_only_mentioned(shown):
    assert [shown(scan("2025-09-03"), "扫描.pdf", on=MARCH), shown(pdf("会议记录", created="2025-09-03"), "打印.pdf", on=MARCH)] == [
        [
            (
                "made-late",
                "note",
                "扫描时间是2025年9月3日，比填报的形成日期2025年3月1日晚186天。扫描件的时间是扫描的时间，纸质原件可能早已形成，请核对原件。",
            )
        ],
        [
            (
                "made-late",
                "note",
                "文件生成时间是2025年9月3日，比填报的形成日期2025年3月1日晚186天。版式文件的时间是导出或打印的时间，原稿可能早已形成，必要时请单位提供原稿。",
            )
        ],
    ]


def test_scan_older_than_the_paper_it_shows(shown):
    assert shown(scan("2025-02-20"), "扫描.pdf", on=MARCH) == [
        (
            "date-differs",
            "attention",
            "扫描时间是2025年2月20日，比填报的形成日期2025年3月1日早9天。已经签发的纸质文件不会晚于它的扫描件，请核对原件日期。",
        )
    ]


def test_a_time_that_cannot_be_true_is_not_judged(shown):
    assert shown(document("会议记录", created="2099-01-01"), on=MARCH) == []


# The day in the words


@pytest.mark.parametrize(
    ("on", "severity", "why"),
    [
        (date(2025, 4, 30), "note", "晚8天。请核对应填哪一个日期。"),
        (date(2025, 6, 30), "attention", "晚69天。请核对应填哪一个日期。"),
        (date(2024, 4, 22), "attention", "早365天。月日相同而年份不同，可能填错了年份。"),
    ],
)
def test_day_filled_in_is_not_the_day_in_the_words(shown, on, severity, why):
    ((kind, found, said),) = shown(document(*notice(), created="2025-04-20"), on=on)

    assert (kind, found, said) == (
        "date-differs",
        severity,
        f"填报的形成日期是{on.year}年{on.month}月{on.day}日，比正文成文日期2025年4月22日{why}",
    )


def test_day_on_which_the_paper_takes_effect_is_no_contradiction(shown):
    data = document(*notice(body="本通知自2025年5月1日起施行。"), created="2025-04-20")

    assert shown(data, on=date(2025, 5, 1)) == []


# Bursts


def monthly(shown, month, created, begun=None, **how):
    data = document(f"{month}月行政执法统计", f"办件{month * 7}件", created=begun or created, modified=created)
    return shown(data, on=date(2025, month, 28), title=f"2025年{month}月行政执法统计表", **how)


def bursts(found):
    return [row for row in found if row[0] == "burst"]


def test_monthly_papers_of_one_evening_are_a_burst(shown):
    found = [
        bursts(monthly(shown, month, f"2025-06-2{month} 20:1{month}" if month > 4 else f"2025-06-20 20:1{month}")) for month in range(1, 5)
    ]

    assert found == [
        [],
        [],
        [
            (
                "burst",
                "attention",
                "“2025年1月行政执法统计表”、“2025年2月行政执法统计表”、“2025年3月行政执法统计表”等3份不同时期的材料，"
                "文件都在2025年6月20日20:11至20:13之间制作，所载日期从2025年1月28日到2025年3月28日。"
                "如系集中整理、统一排版，请单位说明并提供当时的稿子。",
            )
        ],
        [
            (
                "burst",
                "attention",
                "“2025年1月行政执法统计表”、“2025年2月行政执法统计表”、“2025年3月行政执法统计表”等4份不同时期的材料，"
                "文件都在2025年6月20日20:11至20:14之间制作，所载日期从2025年1月28日到2025年4月28日。"
                "如系集中整理、统一排版，请单位说明并提供当时的稿子。",
            )
        ],
    ]


def test_burst_names_its_papers(shown):
    for month in range(1, 4):
        monthly(shown, month, f"2025-06-20 20:1{month}")
    facts = Signal.objects.get(kind="burst").facts

    assert (facts["first"], facts["last"]) == ("2025-06-20T20:11:00+08:00", "2025-06-20T20:13:00+08:00")
    assert [(row["title"], row["borne"]) for row in facts["papers"]] == [
        (f"2025年{month}月行政执法统计表", f"2025-0{month}-28") for month in range(1, 4)
    ]


def test_monthly_papers_made_each_in_its_month_are_no_burst(shown):
    assert [bursts(monthly(shown, month, f"2025-0{month}-28 16:00")) for month in range(1, 5)] == [[]] * 4


def test_papers_begun_each_in_its_month_and_saved_again_together_are_no_burst(shown):
    """Somebody changed the format of a year's files in one evening."""
    found = [bursts(monthly(shown, month, f"2025-06-20 20:1{month}", begun=f"2025-0{month}-28")) for month in range(1, 5)]

    assert found == [[]] * 4


def test_copies_of_one_template_filled_in_one_evening_are_a_burst(shown):
    found = [bursts(monthly(shown, month, f"2025-06-20 20:1{month}", begun="2024-01-05")) for month in range(1, 4)]

    assert [len(each) for each in found] == [0, 0, 1]


def test_papers_of_two_units_are_no_burst(shown, cast):
    who = [cast.owner, cast.stranger, cast.owner]

    assert [bursts(monthly(shown, month, f"2025-06-20 20:1{month}", actor=who[month - 1])) for month in range(1, 4)] == [[]] * 3


def test_prints_of_different_papers_made_together_for_handing_in_are_no_burst(shown):
    titles = ["权责清单", "重大决策目录", "执法培训小结"]
    found = [
        bursts(shown(pdf(title, created=f"2025-06-20 20:1{number}"), f"{title}.pdf", on=date(2025, 2 * number + 1, 1)))
        for number, title in enumerate(titles)
    ]

    assert found == [[], [], []]


def test_forms_for_months_to_come_are_no_burst(shown):
    assert [bursts(monthly(shown, month, f"2024-12-20 20:1{month}")) for month in range(1, 5)] == [[]] * 4


# Again and among others


def test_examining_takes_the_same_queries_beside_one_file_and_thirty(cast, send, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def taken():
        with CaptureQueriesContext(connection) as seen:
            from fazhi.evidence.models import Version
            from fazhi.evidence.signals import dates, numbers

            found = Version.objects.select_related("item__unit", "blob").get(pk=version.pk)
            dates.find(found), numbers.find(found)
        return len(seen)

    version = handed_in(cast.owner, send, "甲.docx", document(*notice("临司发〔2025〕1号"), author="张建国", created="2025-04-22 20:00"))
    few = taken()
    for number in range(2, 12):
        handed_in(
            cast.owner if number % 2 else cast.stranger,
            send,
            f"{number}.docx",
            document(*notice(f"临司发〔2025〕{number}号"), author="张建国", created=f"2025-04-22 20:{number:02}"),
        )

    assert taken() == few


def test_examined_again_the_signals_stay_the_same(cast, send):
    version = handed_in(cast.owner, send, "甲.docx", document("记录", created="2025-09-03"), on=MARCH)
    before = list(Signal.objects.values_list("pk", "key", "state"))
    examined(version)

    assert (len(before), list(Signal.objects.values_list("pk", "key", "state"))) == (1, before)
