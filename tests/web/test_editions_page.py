"""指标版本: the list, the table, out to a spreadsheet and in again, and the links from one edition to the next."""

import io
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from campaign.town import EDITION
from fazhi.journal.models import Entry
from fazhi.kit.sheets import Sheet, write_xlsx
from fazhi.plan.catalogue import read_sheet
from fazhi.plan.editions import as_read, propose_links, save_edition
from fazhi.plan.models import Edition, EditionLink, SchemeItem
from fazhi.web.pages.editions import TOP_ONLY
from web.desks import address, error, refusal, rows, said, text, texts, typed

HEADER = ("序号", "编码", "一级指标", "二级指标", "三级指标", "佐证材料")
GOOD = [(1, "1.1.1", "一、职能", "1.放权", "按期办结", "办件统计"), (2, "1.1.2", "一、职能", "1.放权", "依法许可", "事项清单")]
NOT_A_TABLE = "这个文件不是能读懂的表格：既不是 Excel、.ods，也不是 UTF-8 或 GB 18030 编码的 CSV。请另存为 .xlsx 后再上传。"
NO_FILE = "请选择指标表文件（.xlsx、.xls 或 .csv，不超过 20 MB，不能是空文件）。"


def book(lines, header=HEADER):
    stream = io.BytesIO()
    write_xlsx(stream, [Sheet("指标", header, lines, title="指标体系")])
    return stream.getvalue()


@pytest.fixture
def force(town):
    return town.browser(town.force)


@pytest.fixture
def bring(force):
    def brought(data, name="2026年版", file="指标.xlsx", **fields):
        return force.post(address("edition-import"), {"file": SimpleUploadedFile(file, data), "name": name, **fields})

    return brought


@pytest.fixture
def keep(force):
    """Presses 导入 on a preview."""

    def kept(preview, follow=True):
        return force.post(address("edition-keep"), {"ticket": typed(preview, "ticket")[0]}, follow=follow)

    return kept


def problems(response):
    return texts(response, "//main//section[.//h2[contains(., '需要改正')]]//li")


def offers(response):
    """Can what is shown be imported?"""
    return texts(response, "//main//form[contains(@action, '/keep/')]//button")


def newest():
    entry = Entry.objects.order_by("-pk").first()
    return entry.actor_name, entry.said


# The list and the table


def test_list_shows_the_official_first_and_only_the_task_force_imports(town):
    save_edition(replace(EDITION, slug="official", name="官方指标", official=True))

    for who, button in ((town.force, ["导入指标表"]), (town.liaison, []), (town.leader, [])):
        answer = town.browser(who).get(address("editions"))

        assert texts(answer, "//main//a[@class='row-title']") == ["官方指标", "测试指标"]
        assert texts(answer, "//main//span[contains(@class, 'chip')]") == ["官方", "自拟"]
        assert texts(answer, "//main//a[contains(@class, 'btn-primary')]") == button


def test_page_shows_every_indicator_under_its_level(town):
    answer = town.browser(town.liaison).get(address("edition", town.campaign.edition.pk))

    assert text(answer, "//main//p[@class='lead']") == "5 项三级指标"
    assert texts(answer, "//main//summary") == ["1 政府职能依法全面履行 3 项", "2 依法行政制度体系完善 1 项", "3 附加项 1 项"]
    assert [row[1] for row in rows(answer)] == ["1 加大简政放权力度", "1 加大简政放权力度", "2 全面落实权责清单、负面清单制度"]
    assert rows(answer)[0][4] == "办件统计、汇总说明"
    assert texts(answer, "//main//form") == []


@pytest.mark.parametrize(("name", "args"), [("edition", (9999,)), ("edition-export", (9999,)), ("edition-compare", (9999, 9998))])
def test_edition_that_is_not_there_is_not_found(town, force, name, args):
    assert error(force.get(address(name, *args))) == (404, "没有找到这一页", "地址不存在，或其中的内容不对您开放。")


@pytest.mark.parametrize("name", ["edition-import", "edition-keep", "edition-scheme", "edition-act"])
def test_editing_is_the_task_forces(town, name):
    pk = town.campaign.edition.pk
    args = {"edition-scheme": (pk,), "edition-act": (pk, pk, "propose")}.get(name, ())
    before = Entry.objects.count()

    answer = town.browser(town.liaison).post(address(name, *args), {"name": "新版"})

    assert error(answer) == (403, "不能打开", "这一页由创建工作专班使用。如您兼任其他职务，请在右上角切换身份。")
    assert (Edition.objects.count(), Entry.objects.count()) == (1, before)


def test_county_task_force_reads_editions_and_changes_none(town):
    county, edition = town.browser(town.county_force), town.campaign.edition
    second = save_edition(replace(EDITION, slug="test-two", name="二版指标"))
    args = (edition.pk, second.pk)
    propose_links(edition, second)
    before = Entry.objects.count()
    read = [county.get(address(*each)) for each in (("editions",), ("edition", edition.pk), ("edition-compare", *args))]
    link = EditionLink.objects.first().pk
    acts = [county.post(address("edition-act", *args, verb), {"link": link}) for verb in ("propose", "confirm", "confirm-all", "drop")]
    acts.append(
        county.post(
            address("edition-scheme", edition.pk), {"scheme": "省考核", "title": "条目", "indicator": edition.indicators.first().pk}
        )
    )
    acts += [county.get(address("edition-import")), county.post(address("edition-import"), {"name": "县版"})]

    assert [answer.status_code for answer in read] == [200, 200, 200]
    assert [texts(answer, "//main//form | //main//a[contains(@class, 'btn-primary')]") for answer in read] == [[], [], []]
    assert {(answer.status_code, error(answer)[2].partition("：")[2][:22]) for answer in acts[:5]} == {
        (403, "指标版本供全市共用，由市级创建工作专班维护。")
    }
    assert [error(answer)[::2] for answer in acts[5:]] == [(403, TOP_ONLY)] * 2
    assert (Entry.objects.count(), EditionLink.objects.filter(is_confirmed=True).count(), SchemeItem.objects.count()) == (before, 0, 0)


# Out and in again


def test_exported_edition_is_read_back_equal(town):
    edition = town.campaign.edition
    answer = town.browser(town.liaison).get(address("edition-export", edition.pk))
    reading = read_sheet(answer.content)

    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%E6%B5%8B%E8%AF%95%E6%8C%87%E6%A0%87.xlsx"
    assert (reading.edition, reading.problems) == (as_read(edition), [])


def test_importing_an_export_again_makes_no_second_edition(town, force, bring, keep):
    pk = town.campaign.edition.pk
    before = Entry.objects.count()
    preview = bring(force.get(address("edition-export", pk)).content, name="")
    answer = keep(preview)

    assert (preview.status_code, text(preview, "//h1"), problems(preview)) == (200, "预览：测试指标", [])
    assert (answer.redirect_chain, said(answer)) == ([(address("edition", pk), 302)], ["《测试指标》早已导入，内容相同，没有重复导入。"])
    assert (Edition.objects.count(), Entry.objects.count()) == (1, before)


def test_table_is_previewed_and_then_imported_under_the_name_typed(town, bring, keep):
    preview = bring(book(GOOD), name=" 2026年版 ", official="on")

    assert (preview.status_code, Edition.objects.count(), offers(preview)) == (200, 1, ["导入"])
    assert rows(preview) == [["1", "1.1.1", "按期办结", "", "1"], ["2", "1.1.2", "依法许可", "", "1"]]
    answer = keep(preview)
    made = Edition.objects.get(name="2026年版")
    assert (answer.redirect_chain, said(answer)) == ([(address("edition", made.pk), 302)], ["已导入《2026年版》，三级指标 2 项。"])
    assert (made.is_official, list(made.indicators.values_list("code", flat=True))) == (True, ["1.1.1", "1.1.2"])
    assert newest() == ("专班王", "导入了指标版本“2026年版”，三级指标 2 项")


def test_two_tables_of_the_same_year_do_not_stand_in_each_others_way(town, bring, keep):
    keep(bring(book(GOOD), name="省指标2026"))
    keep(bring(book(GOOD), name="市指标2026"))

    assert list(Edition.objects.order_by("pk").values_list("name", flat=True)) == ["测试指标", "省指标2026", "市指标2026"]


def test_same_table_under_the_same_name_is_imported_once(town, bring, keep):
    keep(bring(book(GOOD)))
    answer = keep(bring(book(GOOD)))

    assert said(answer) == ["《2026年版》早已导入，内容相同，没有重复导入。"]
    assert Edition.objects.count() == 2


def test_another_table_under_a_used_name_is_refused_and_changes_nothing(town, bring, keep):
    keep(bring(book(GOOD)))
    answer = keep(bring(book(GOOD[:1])))
    slug = Edition.objects.get(name="2026年版").slug

    assert answer.status_code == 422
    assert problems(answer) == [
        f"代号“{slug}”已被《2026年版》使用，而内容不同；已有版本不能改写，以免动了正在用它的创建活动。请换一个代号再导入。"
    ]
    assert Edition.objects.get(name="2026年版").indicators.count() == 2


def test_table_read_as_csv_is_imported(town, bring, keep):
    lines = "\n".join(",".join(map(str, line)) for line in (HEADER, *GOOD))

    keep(bring(lines.encode("gb18030"), file="指标.csv"))

    assert Edition.objects.get(name="2026年版").indicators.count() == 2


# Bad rows and wrong files


def test_bad_row_is_named_and_the_rest_can_be_imported(town, bring, keep):
    preview = bring(book([*GOOD, (3, "1.1.2", "一、职能", "1.放权", "重复编码", "材料")]))

    assert preview.status_code == 422
    assert problems(preview) == ["第 5 行 编码（B列）：编码 1.1.2 与第4行重复。请改正其中一行。"]
    assert text(preview, "//main//p[@class='lead']") == "读出 2 项三级指标，1 处问题。"
    keep(preview)
    assert list(Edition.objects.get(name="2026年版").indicators.values_list("title", flat=True)) == ["按期办结", "依法许可"]


def test_row_missing_in_the_middle_stops_the_import(town, bring, force):
    preview = bring(book([GOOD[0], (3, "1.1.2", "一、职能", "1.放权", "依法许可", "事项清单")]))

    assert (preview.status_code, problems(preview), offers(preview)) == (422, ["三级指标序号不连续：第2项应为 2，实为 3。"], [])
    ticket = force.session["edition-import"]["ticket"]
    answer = force.post(address("edition-keep"), {"ticket": ticket})
    assert (answer.status_code, problems(answer)) == (422, ["三级指标序号不连续：第2项应为 2，实为 3。"])
    assert Edition.objects.count() == 1


def test_names_that_the_database_cannot_hold_are_named(town, bring):
    long = (1, "1.1.1", "一、" + "职" * 101, "1.放权", "标" * 201, "办件统计")
    preview = bring(book([long]), name="版" * 121)

    assert (preview.status_code, offers(preview)) == (422, [])
    assert problems(preview) == [
        "版本名称有121个字，最多120个字。",
        "第1项一级指标名称有101个字，最多100个字。",
        "指标 1.1.1 的短标题有201个字，最多200个字。",
    ]


@pytest.mark.parametrize(
    ("file", "data", "why"),
    [
        ("方案.pdf", b"%PDF-1.7\n\x00\x01\x02", NOT_A_TABLE),
        (
            "伪装.xlsx",
            b"PK\x03\x04" + b"\0" * 60,
            "这个文件不是完好的 Excel（.xlsx、.xls）或 .ods 表格。请用 Excel 或 WPS 打开核对，另存为 .xlsx 后再上传。",
        ),
        (
            "名单.xlsx",
            book([("张某", "局长")], ("姓名", "职务")),
            "没有找到表头。表头至少要有“三级指标”（或者“短标题”“名称”）和另外一列，例如“编码”“二级指标”。请补上表头后重新选择。",
        ),
        ("只有表头.xlsx", book([]), "第 2 行：表头之下没有任何三级指标。请补上各行后重新选择。"),
    ],
)
def test_file_that_is_no_indicator_table_is_refused_and_nothing_waits(town, bring, force, file, data, why):
    preview = bring(data, file=file)

    assert (preview.status_code, problems(preview), offers(preview)) == (422, [why], [])
    assert force.session.get("edition-import") is None
    assert Edition.objects.count() == 1


def test_no_file_and_an_empty_file_are_refused_and_the_name_kept(town, force, bring):
    for answer in (force.post(address("edition-import"), {"name": "2026年版"}), bring(b"")):
        assert (answer.status_code, refusal(answer), typed(answer, "name")[-1:]) == (422, NO_FILE, ["2026年版"])


def test_importing_without_a_preview_or_twice_says_so(town, force, bring, keep):
    preview = bring(book(GOOD))
    keep(preview)
    answer = keep(preview)

    assert answer.status_code == 422
    assert refusal(answer) == "没有等待导入的指标表：可能已经导入，也可能重新登录过。请先查看指标版本；需要导入的，请重新选择文件。"
    assert Edition.objects.count() == 2


def test_preview_that_another_one_replaced_is_not_imported(town, bring, keep):
    first = bring(book(GOOD), name="第一份")
    bring(book(GOOD[:1]), name="第二份")
    answer = keep(first)

    assert (answer.status_code, refusal(answer)) == (422, "这份预览之后又预览了别的表，为免导错，没有导入。请重新选择要导入的文件。")
    assert Edition.objects.count() == 1


def test_preview_of_one_person_is_not_imported_by_another(town, bring):
    preview = bring(book(GOOD))

    answer = town.browser(town.force_two).post(address("edition-keep"), {"ticket": typed(preview, "ticket")[0]})

    assert (answer.status_code, Edition.objects.count()) == (422, 1)


# From one edition to the next


@pytest.fixture
def pair(town):
    """测试指标 and a second edition in which 1.1.1 is called otherwise and 3.4.1 gave way to something else."""
    one = EDITION.levels[0].groups[0]
    named = replace(one.indicators[0], title="按期办结率")
    other = replace(EDITION.levels[2].groups[0].indicators[0], title="群众满意度测评", kind="普通", materials=())
    levels = (
        replace(EDITION.levels[0], groups=(replace(one, indicators=(named, one.indicators[1])), EDITION.levels[0].groups[1])),
        EDITION.levels[1],
        replace(EDITION.levels[2], groups=(replace(EDITION.levels[2].groups[0], indicators=(other,)),)),
    )
    return town.campaign.edition, save_edition(replace(EDITION, slug="test-two", name="二版指标", levels=levels))


@pytest.fixture
def press(force, pair):
    def pressed(verb, **fields):
        return force.post(address("edition-act", pair[0].pk, pair[1].pk, verb), fields, follow=True)

    return pressed


def links():
    found = EditionLink.objects.order_by("new__no").values_list("old__code", "new__code", "is_confirmed")
    return list(found)


def test_links_are_proposed_confirmed_one_by_one_and_together(town, force, pair, press):
    assert said(press("propose")) == ["已提出对应关系，请逐条核对。"]
    assert links() == [("1.1.1", "1.1.1", False), ("1.1.2", "1.1.2", False), ("1.2.1", "1.2.1", False), ("2.3.1", "2.3.1", False)]
    assert newest() == ("专班王", "对照“测试指标”和“二版指标”，提出 4 处对应关系")

    assert said(press("confirm", link=EditionLink.objects.get(new__code="1.1.2").pk)) == ["已确认。"]
    assert [link[2] for link in links()] == [False, True, False, False]
    answer = press("confirm-all")
    assert (said(answer), [link[2] for link in links()]) == (["已全部确认。"], [True] * 4)
    assert [row[:3] for row in rows(answer)][:2] == [
        ["1.1.1 按期办结", "1.1.1 按期办结率", "调整"],
        ["1.1.2 依法许可", "1.1.2 依法许可", "不变"],
    ]
    assert newest() == ("专班王", "确认了版本对应 2.3.1→2.3.1")


def test_link_is_dropped_and_its_indicators_stand_among_those_without(town, press):
    press("propose")
    answer = press("drop", link=EditionLink.objects.get(new__code="1.1.1").pk)

    assert (said(answer), len(links())) == (["已取消对应。"], 3)
    assert newest() == ("专班王", "删除了版本对应 1.1.1→1.1.1")
    assert texts(answer, "//select[@name='old']/option") == ["1.1.1 按期办结", "3.4.1 创新做法"]
    assert texts(answer, "//select[@name='new']/option") == ["1.1.1 按期办结率", "3.4.1 群众满意度测评"]


def test_link_is_added_by_hand_with_its_reason(pair, press):
    old, new = (edition.indicators.get(code="3.4.1") for edition in pair)
    answer = press("add", old=old.pk, new=new.pk, explanation="并入测评")

    assert (said(answer), links()) == (["已建立对应。"], [("3.4.1", "3.4.1", True)])
    assert newest() == ("专班王", "建立了版本对应 3.4.1→3.4.1")


@pytest.mark.parametrize(("words", "why"), [(" ", "没有填写对应说明。请填写。"), ("因" * 301, "对应说明有301个字，最多300个字。请缩短。")])
def test_link_without_a_reason_is_refused_and_the_choice_kept(pair, press, words, why):
    old, new = (edition.indicators.get(code="3.4.1") for edition in pair)
    answer = press("add", old=old.pk, new=new.pk, explanation=words)

    assert (answer.status_code, refusal(answer), links()) == (422, why, [])
    assert typed(answer, "explanation") == [words]
    assert texts(answer, "//main//option[@selected]") == ["3.4.1 创新做法", "3.4.1 群众满意度测评"]


@pytest.mark.parametrize("verb", ["confirm", "drop"])
@pytest.mark.parametrize("link", ["", "abc", "²", "9" * 30, "9999"])
def test_link_that_is_not_there_is_not_found(press, verb, link):
    press("propose")

    assert error(press(verb, link=link))[0] == 404
    assert [each[2] for each in links()] == [False] * 4


def test_indicator_of_a_third_edition_cannot_be_linked_here(pair, press):
    old, _ = pair
    strange = save_edition(replace(EDITION, slug="test-three")).indicators.get(code="3.4.1")

    for chosen in (strange.pk, "abc", "9" * 30):
        assert error(press("add", old=old.indicators.first().pk, new=chosen, explanation="错"))[0] == 404
    assert links() == []


def test_unknown_act_changes_nothing(pair, force):
    before = Entry.objects.count()

    answer = force.post(address("edition-act", pair[0].pk, pair[1].pk, "nonsense"))

    assert (answer.url, Entry.objects.count()) == (address("edition-compare", pair[0].pk, pair[1].pk), before)


def test_edition_is_not_compared_with_itself(town, force):
    pk = town.campaign.edition.pk
    answer = force.post(address("edition-act", pk, pk, "propose"))

    assert (answer.status_code, refusal(answer)) == (422, "新旧两个指标版本是同一个，无从对照。请另选一个版本。")
    assert links() == []


# Other schemes


@pytest.fixture
def answer_scheme(town, force):
    def pressed(**fields):
        edition = town.campaign.edition
        chosen = {"indicator": edition.indicators.get(code="1.1.1").pk, "scheme": "省考核", "title": "按期办结", "code": "A-1"} | fields
        return force.post(address("edition-scheme", edition.pk), chosen, follow=True)

    return pressed


def test_indicator_answers_an_item_of_another_scheme(town, answer_scheme):
    answer = answer_scheme()

    assert said(answer) == ["已对接，填报一次即可共用。"]
    assert [str(item) for item in SchemeItem.objects.all()] == ["省考核:按期办结"]
    assert texts(answer, "//main//td//div[@class='chip']") == ["省考核 A-1"]
    assert newest() == ("专班王", "把“省考核”的条目“按期办结”对接到指标 1.1.1")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"scheme": " "}, "没有填写考核名称。请填写。"),
        ({"title": ""}, "没有填写条目。请填写。"),
        ({"scheme": "考" * 101}, "考核名称有101个字，最多100个字。请缩短。"),
        ({"code": "A" * 41}, "条目编号有41个字，最多40个字。请缩短。"),
    ],
)
def test_half_an_item_is_refused_and_what_was_typed_kept(answer_scheme, fields, why):
    answer = answer_scheme(**fields)
    kept = {name: typed(answer, name, "/scheme/")[0] for name in ("scheme", "title", "code")}

    assert (answer.status_code, refusal(answer), SchemeItem.objects.count()) == (422, why, 0)
    assert kept == {"scheme": "省考核", "title": "按期办结", "code": "A-1"} | fields


def test_same_item_twice_is_refused(answer_scheme):
    answer_scheme()
    answer = answer_scheme()

    assert (answer.status_code, refusal(answer)) == (422, "“省考核”的条目 A-1 已经对接到指标 1.1.1。请核对条目编号。")
    assert SchemeItem.objects.count() == 1


@pytest.mark.parametrize("indicator", ["", "abc", "9" * 30, "9999"])
def test_item_of_an_indicator_that_is_not_there_is_not_found(answer_scheme, indicator):
    assert error(answer_scheme(indicator=indicator))[0] == 404
    assert SchemeItem.objects.count() == 0
