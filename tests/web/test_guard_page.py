"""脱敏公开副本: who sees what was found, who makes, who lets out; and the tick before personal data is handed in."""

from evidence.files import pdf_file
from fazhi.campaign.proofs import add_proof
from fazhi.evidence.guard.copying import draw_copy
from fazhi.evidence.guard.numbers import with_id_check
from fazhi.evidence.jobs import prepare
from fazhi.evidence.models import PublicCopy
from fazhi.evidence.signals.examining import examine
from fazhi.journal.models import Entry
from fazhi.people.models import Role
from web.desks import address, error, refusal, rows, said, text, texts, typed

ID = with_id_check("11010118890101001")
WORDS = f"当事人：王示范，男，身份证号{ID}，电话13812345678。"
PLAIN = ("王示范", ID, "13812345678")


def material(town, name="笔录.txt", data=None, title="处罚决定书"):
    item = town.file(town.liaison, name, data or WORDS.encode(), title=title)
    prepare.call(item.current.pk)
    examine.call(item.current.pk)
    return item.versions.get()


def made(town, version, who=None, **fields):
    chosen = {"value": ["name|王**", "id-card|1101**********0017", "mobile|138****5678"]} | fields
    answer = town.browser(who or town.liaison).post(address("guard-make", version.pk), chosen)
    for copy in PublicCopy.objects.filter(state="making"):
        draw_copy.call(copy.pk)
    return answer


def test_page_lists_what_was_found_masked(town):
    version = material(town)
    answer = town.browser(town.liaison).get(address("guard", version.pk))

    assert [row[:2] + row[3:] for row in rows(answer)] == [
        ["王**", "姓名", "1 处"],
        ["1101**********0017", "身份证号", "1 处"],
        ["138****5678", "手机号", "1 处"],
    ]
    assert [plain for plain in PLAIN if plain in answer.content.decode()] == []
    assert texts(answer, "//input[@name='value'][@checked]/@value") == ["name|王**", "id-card|1101**********0017", "mobile|138****5678"]


def test_page_is_the_units_and_the_task_forces(town):
    version = material(town)
    shown = {
        who.user.name: town.browser(who).get(address("guard", version.pk)).status_code for who in (town.liaison, town.colleague, town.force)
    }
    closed = {
        who.user.name: town.browser(who).get(address("guard", version.pk)).status_code
        for who in (town.stranger, town.lead, town.county_liaison)
    }

    assert (set(shown.values()), set(closed.values())) == ({200}, {404})


def test_three_persons_make_approve_and_are_kept_out(town):
    version = material(town)
    answer = made(town, version)
    assert (answer.status_code, answer.url) == (302, address("guard", version.pk))
    copy = PublicCopy.objects.get()

    own = town.browser(town.liaison)
    page = own.get(address("guard", version.pk))
    assert texts(page, "//main//button[contains(., '批准')]") == []
    assert (
        text(page, "//section[contains(@class,'copy-preview')]//div[@class='body plain-text']")
        == "当事人：王**，男，身份证号1101**********0017，电话138****5678。"
    )
    refused = own.post(address("guard-act", copy.pk, "approve"))
    assert error(refused)[::2] == (403, "副本不能由制作人自己批准。请本单位分管领导或专班的其他人核对后批准。")
    for act in ("approve", "withdraw"):
        assert town.browser(town.stranger).post(address("guard-act", copy.pk, act), {"why": "x"}).status_code == 404
    assert town.browser(town.stranger).get(address("guard-file", copy.pk)).status_code == 404

    approved = town.browser(town.colleague).post(address("guard-act", copy.pk, "approve"), follow=True)
    assert said(approved) == ["已批准，公开和打包时以这份副本代替原件。"]
    copy.refresh_from_db()
    assert (copy.state, copy.made_by, copy.approved_by) == ("approved", "教育联络员", "教育分管")

    file = own.get(address("guard-file", copy.pk))
    assert b"".join(file.streaming_content).decode() == "当事人：王**，男，身份证号1101**********0017，电话138****5678。"
    assert Entry.objects.filter(kind="evidence.publiccopy", verb="downloaded").count() == 1
    kept = own.post(address("guard-act", copy.pk, "withdraw"), {"why": " "})
    assert (kept.status_code, refusal(kept)) == (422, "请写明撤回的原因，例如“第二页漏遮一处”。")
    withdrawn = own.post(address("guard-act", copy.pk, "withdraw"), {"why": "漏遮一处"}, follow=True)
    assert said(withdrawn) == ["副本已撤回，记录仍保留。"]


def test_boxes_are_typed_in_percent_and_what_is_wrong_stays_in_the_form(town):
    version = material(town, "决定书.pdf", pdf_file(WORDS))
    box = {"box_page": ["1", ""], "box_x": ["10", ""], "box_y": ["20", ""], "box_w": ["30", ""], "box_h": ["", ""]}
    wrong = made(town, version, value=[], **box)

    assert (wrong.status_code, PublicCopy.objects.count()) == (422, 0)
    assert refusal(wrong) == "第1个框没有填完整。请写明页码，以及左、上、宽、高各占页面的百分之几，例如 1、10、25、30、5。"
    assert typed(wrong, "box_x", "make")[0] == "10"
    assert texts(wrong, "//input[@name='value'][@checked]/@value") == []

    made(town, version, value=[], **(box | {"box_h": ["5%", ""]}))
    copy = PublicCopy.objects.get()
    assert (copy.state, copy.masks) == ("drafted", {"values": [], "boxes": [{"page": 1, "x": 0.1, "y": 0.2, "w": 0.3, "h": 0.05}]})
    picture = copy.preview["pages"][0]
    assert town.browser(town.force).get(address("guard-picture", copy.pk, picture))["Content-Type"] == "image/webp"
    assert town.browser(town.force).get(address("guard-picture", copy.pk, version.blob.sha256)).status_code == 404


def test_nothing_chosen_and_kinds_that_cannot_be_masked_are_said(town):
    version = material(town)
    answer = made(town, version, value=[])
    assert (answer.status_code, refusal(answer)) == (422, "没有选择要遮盖的内容，也没有画框。请勾选要遮盖的内容，或在页面上画框。")

    forged = made(town, version, value=["name|别人"])
    assert forged.status_code == 422


def test_item_page_leads_there_for_those_who_may(town):
    version = material(town)
    to = address("guard", version.pk)
    found = {
        who.user.name: to in town.browser(who).get(f"/items/{version.item_id}/").content.decode() for who in (town.liaison, town.force)
    }

    assert set(found.values()) == {True}


def test_page_takes_the_same_queries_for_one_value_and_for_many(town, queries):
    few = material(town)
    many = material(town, "名册.txt", "\n".join(f"电话138123{number:05}" for number in range(60)).encode(), "名册")
    for version in (few, many):
        made(town, version, value=["mobile|138****5678", "mobile|138****0001"])
    client = town.browser(town.force)

    assert queries(client, address("guard", few.pk)) == queries(client, address("guard", many.pk))


def test_personal_data_is_handed_in_only_after_a_tick_which_is_journalled(town):
    version = material(town)
    demand = town.at("1.2.1")
    add_proof(town.liaison, demand, version.item, requirement=demand.requirements.first())
    client = town.browser(town.liaison)
    page = client.get(address("submission", demand.pk))
    assert texts(page, "//form[contains(@action,'send')]//div[contains(@class,'note warn')]//li") == ["处罚决定书"]

    kept = client.post(address("submission-send", demand.pk), {"explain": "其余月底前补齐"})
    assert (kept.status_code, refusal(kept)) == (
        422,
        "有材料含有个人信息，还没有确认。请核对检查栏中列出的材料：确需报送的，勾选确认后再提交。",
    )

    client.post(address("submission-send", demand.pk), {"explain": "其余月底前补齐", "personal_seen": "1"})
    entry = Entry.objects.filter(verb="submitted").latest("pk")
    assert entry.said.endswith("；已确认其中 1 件材料含个人信息，确需报送")


def test_material_without_personal_data_asks_for_no_tick(town):
    version = material(town, "通知.txt", "关于开会的通知。".encode(), "通知")
    demand = town.at("1.2.1")
    add_proof(town.liaison, demand, version.item, requirement=demand.requirements.first())
    page = town.browser(town.liaison).get(address("submission", demand.pk))

    assert texts(page, "//input[@name='personal_seen']") == []


def test_secret_words_typed_on_the_page_are_refused_and_kept_nowhere(town):
    demand = town.at("1.2.1")
    answer = town.browser(town.liaison).post(address("submission-narrative", demand.pk), {"text": "密级：机密\n某水库加固"})

    assert answer.status_code == 422
    assert refusal(answer).startswith("工作开展情况里带有密级标志（绝密、机密或秘密），没有保存。")
    assert [each for each in map(str, Entry.objects.values_list()) if "某水库加固" in each] == []


def test_roles_beside_those_who_hand_in_are_kept_out(town):
    version = material(town)
    leader = town.person("某领导", town.city, Role.LEADER)

    assert town.browser(leader).get(address("guard", version.pk)).status_code == 403
