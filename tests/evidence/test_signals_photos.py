"""Photos and authors in family `dates`: what is asked about, and what is left in peace."""

from datetime import date

import pytest

from evidence.papers import document, handed_in, notice, photo, signals
from fazhi.evidence.models import Signal

MARCH = date(2025, 3, 1)


@pytest.fixture
def shown(cast, send):
    """`shown(data, name, on=…, title=…)` is what is noticed of a file that 市司法局 hands in."""

    def done(data, name="材料.docx", *, on=None, title="", actor=None):
        return signals(handed_in(actor or cast.owner, send, name, data, on=on, title=title), "dates")

    return done


# Photos


def test_photo_of_another_day(shown):
    assert [shown(photo("2024-11-09 10:30"), "培训.jpg", on=MARCH), shown(photo("2025-03-02"), "培训2.jpg", on=MARCH)] == [
        [
            (
                "photo-elsewhere",
                "attention",
                "照片拍摄于2024年11月9日10:30，比填报的形成日期2025年3月1日早112天。如相机时钟不准，或照片取自资料，请单位说明。",
            )
        ],
        [],
    ]


def test_photo_of_a_paper_is_naturally_later(shown):
    ((kind, severity, said),) = shown(photo("2025-06-09"), "牌匾.jpg", on=MARCH, title="示范单位牌匾照片")

    assert (kind, severity, said[-17:]) == ("photo-elsewhere", "note", "拍的是纸质文件的，拍摄晚于文件日期属正常。"[-17:])


def test_photo_far_from_the_city(shown, settings):
    settings.FAZHI_SIGNALS = {"city_place": (38.5, 102.2)}

    assert [
        shown(photo("2025-03-01", (39.9, 116.4)), "调研.jpg", on=MARCH),
        shown(photo("2025-03-01", (38.6, 102.3), 1), "会场.jpg", on=MARCH),
    ] == [
        [
            (
                "photo-elsewhere",
                "attention",
                "照片所记位置（北纬39.90度、东经116.40度）距本市约1232公里。外出学习、培训、送达等在外地拍摄的，请单位说明。",
            )
        ],
        [],
    ]


def test_photo_is_compared_with_the_units_others_where_the_city_has_no_place(shown):
    near = [shown(photo("2025-03-01", (38.5 + number / 10, 102.2), number), f"会场{number}.jpg", on=MARCH) for number in range(3)]
    ((kind, severity, said),) = shown(photo("2025-03-01", (30.6, 104.1), 9), "外地.jpg", on=MARCH)

    assert near == [[], [], []]
    assert (kind, severity, said.split("。")[0]) == (
        "photo-elsewhere",
        "note",
        "照片所记位置（北纬30.60度、东经104.10度）距本单位另外3张照片的拍摄地约906公里",
    )


# Authors


def test_file_that_names_another_unit(shown):
    assert shown(document("总结", author="张某", company="金昌市教育局", created="2025-02-25"), on=MARCH) == [
        (
            "author-differs",
            "note",
            "文件的单位写的是“金昌市教育局”，材料由市司法局提供。上级或兄弟单位统一下发的模板、共用的电脑也会如此，请核对材料出自哪里。",
        )
    ]


def test_file_of_its_issuer_or_of_a_program_is_left_in_peace(shown):
    issued = notice(organ="金昌市教育局", title="金昌市教育局关于检查的通知")

    assert [
        shown(document(*issued, company="金昌市教育局", created="2025-04-20")),
        shown(document("总结", author="金昌市司法局", created="2025-02-25"), on=MARCH),
        shown(document("清单", author="python-docx", company="Microsoft Print To PDF", created="2025-02-25"), on=MARCH),
        shown(document("台账", company="金昌市", created="2025-02-25"), on=MARCH),
    ] == [[], [], [], []]


def test_one_persons_name_in_files_of_two_units(shown, cast):
    first = shown(document("甲单位总结", author="张建国", created="2025-02-25"), on=MARCH, title="甲", actor=cast.stranger)
    second = shown(document("乙单位总结", author="张建国", created="2025-02-26"), on=MARCH, title="乙")

    assert (first, second) == (
        [],
        [
            (
                "author-differs",
                "note",
                "文件作者“张建国”也是市教育局的材料“甲”的作者。人员调动、借用、同名或使用统一模板也会如此，请核对由谁起草。",
            )
        ],
    )


def test_signal_that_names_another_units_file_is_closed_to_who_cannot_read_it(shown, cast):
    shown(document("甲单位总结", author="张建国", created="2025-02-25"), actor=cast.stranger)
    shown(document("乙单位总结", author="张建国", created="2025-02-26"))

    assert [Signal.visible_to(who).count() for who in (cast.owner, cast.stranger, cast.taskforce)] == [0, 0, 1]


@pytest.mark.parametrize("author", ["微软用户", "管理员", "Administrator", "办公室", "lenovo", "雨林木风"])
def test_names_that_programs_write_are_nobodys(shown, cast, author):
    shown(document("甲单位总结", author=author, created="2025-02-25"), actor=cast.stranger)

    assert shown(document("乙单位总结", author=author, created="2025-02-26")) == []


def test_the_same_file_of_two_units_has_one_author(shown, cast):
    data = document("统一下发的总结", author="张建国", created="2025-02-25")

    assert [shown(data, actor=cast.stranger), shown(data)] == [[], []]
