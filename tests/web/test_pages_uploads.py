"""Uploads by tus: announced, sent in pieces, gone on with after a break, settled or refused."""

import base64

import pytest

from fazhi.campaign.models import Proof
from fazhi.evidence.models import Item, Upload
from fazhi.people.models import Post
from web.desks import address, error, text, texts

DATA = "权责清单三百项，逐项公布。".encode()
TUS = {"Tus-Resumable": "1.0.0"}


class Sender:
    """One browser's side of the protocol."""

    def __init__(self, client):
        self.client = client

    def announce(self, name="权责清单.txt", size=len(DATA), **known):
        pairs = {"filename": name, **{key: str(value) for key, value in known.items()}}
        said = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())
        return self.client.post("/uploads/", headers={**TUS, "Upload-Length": str(size), "Upload-Metadata": said})

    def piece(self, place, offset, data, kind="application/offset+octet-stream"):
        return self.client.generic("PATCH", place, data, content_type=kind, headers={**TUS, "Upload-Offset": str(offset)})

    def reached(self, place):
        return self.client.head(place, headers=TUS)

    def settle(self, place):
        return self.client.post(place + "settle/", headers=TUS)

    def sent(self, name="权责清单.txt", data=DATA, **known):
        """Announced and sent whole; the answer of the settling."""
        place = self.announce(name, len(data), **known)["Location"]
        self.piece(place, 0, data)
        return self.settle(place)


@pytest.fixture
def sender(town):
    return Sender(town.browser(town.liaison))


def words(answer):
    return answer.status_code, answer.content.decode()


def proofs():
    return [
        (each.submission.demand.indicator.code, each.requirement and each.requirement.name, each.item.title) for each in Proof.objects.all()
    ]


def test_options_tell_what_the_server_can(sender):
    answer = sender.client.options("/uploads/", headers=TUS)

    assert (answer.status_code, answer["Tus-Version"], answer["Tus-Extension"]) == (204, "1.0.0", "creation,expiration,termination")


def test_file_arrives_in_pieces_and_is_filed_where_it_was_dropped(town, sender):
    demand, asked = town.at("1.2.1"), town.asked("1.2.1", "清单网页")
    begun = sender.announce(demand=demand.pk, requirement=asked.pk)
    place = begun["Location"]
    steps = [sender.piece(place, 0, DATA[:7]), sender.piece(place, 7, DATA[7:])]

    assert (begun.status_code, begun["Tus-Resumable"], begun["Cache-Control"], "Upload-Expires" in begun) == (
        201,
        "1.0.0",
        "no-store",
        True,
    )
    assert [(step.status_code, step["Upload-Offset"]) for step in steps] == [(204, "7"), (204, str(len(DATA)))]
    answer = sender.settle(place)
    assert (answer.status_code, answer.json()) == (
        200,
        {"said": "已加入 1.2.1 的材料，尚未提交。", "item": Item.objects.get().pk, "filed": True},
    )
    assert proofs() == [("1.2.1", "清单网页", "权责清单")]


def test_head_tells_how_far_it_got(sender):
    place = sender.announce()["Location"]
    sender.piece(place, 0, DATA[:5])
    answer = sender.reached(place)

    assert (answer.status_code, answer["Upload-Offset"], answer["Upload-Length"]) == (200, "5", str(len(DATA)))


def test_settling_twice_makes_one_item(sender):
    place = sender.announce()["Location"]
    sender.piece(place, 0, DATA)
    sender.settle(place)
    again = sender.settle(place)

    assert (again.status_code, again.json(), Item.objects.count()) == (200, {"said": "已归入材料。"}, 1)


def test_settling_before_everything_arrived_says_so(sender):
    place = sender.announce()["Location"]
    sender.piece(place, 0, DATA[:5])

    assert (sender.settle(place).status_code, sender.settle(place).json()["said"]) == (
        409,
        "“权责清单.txt”还没有传完，请重新选择同一个文件接着传。",
    )


def test_piece_that_does_not_join_on_is_refused_with_the_place_to_go_on(sender):
    place = sender.announce()["Location"]
    sender.piece(place, 0, DATA[:5])
    answer = sender.piece(place, 9, DATA[9:])

    assert (words(answer), answer["Upload-Offset"]) == ((409, "续传位置不对：已收到5字节，请从这里接着传。"), "5")


def test_more_than_was_announced_is_refused(sender):
    place = sender.announce(size=5)["Location"]

    assert sender.piece(place, 0, DATA).status_code == 413


@pytest.mark.parametrize(
    ("offset", "kind"),
    [
        ("0", "text/plain"),
        ("", "application/offset+octet-stream"),
        ("²", "application/offset+octet-stream"),
        ("-1", "application/offset+octet-stream"),
    ],
)
def test_piece_in_another_form_is_refused(sender, offset, kind):
    place = sender.announce()["Location"]

    assert words(sender.piece(place, offset, DATA, kind)) == (415, "上传内容的格式不对，请刷新页面后重试。")


@pytest.mark.parametrize("size", ["", "-5", "abc", "²", "9" * 5000])
def test_upload_without_a_size_is_refused(sender, size):
    assert words(sender.announce(size=size)) == (400, "上传请求缺少文件大小，请刷新页面后重试。")


def test_empty_file_is_refused(sender):
    assert words(sender.announce("空.txt", 0)) == (422, "“空.txt”是空文件（0 字节），没有内容可交。请确认选对了文件，再重新上传。")


def test_file_over_the_limit_is_refused(sender, settings):
    settings.FAZHI_UPLOAD_LIMIT = 10

    assert sender.announce(size=11).status_code == 413
    assert Upload.objects.count() == 0


def test_another_version_of_the_protocol_is_refused(sender):
    answer = sender.client.post("/uploads/", headers={"Tus-Resumable": "0.2.2", "Upload-Length": "5"})

    assert (words(answer), answer["Tus-Version"]) == ((412, "上传程序版本不符，请刷新页面后重试。"), "1.0.0")


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("程序.exe", b"MZ\x90", "不接收 .exe 文件"),
        ("网页.html", b"<html>", "不接收 .html 文件"),
        ("伪装.docx", b"MZ\x90", "这是可以运行的程序"),
    ],
)
def test_file_of_a_wrong_kind_is_refused_when_it_is_whole(sender, name, data, why):
    answer = sender.sent(name, data)

    assert (answer.status_code, answer.json()["said"].startswith(why), Item.objects.count()) == (422, True, 0)


def test_name_with_a_path_is_made_safe_and_a_broken_one_is_not_fatal(sender):
    sender.announce("../../etc/权责清单.txt")
    answer = sender.client.post("/uploads/", headers={**TUS, "Upload-Length": "5", "Upload-Metadata": "filename !!!,folder"})

    assert (sorted(Upload.objects.values_list("name", flat=True))[-1], answer.status_code) == ("权责清单.txt", 201)


# Where it belongs


def test_file_finds_its_indicator_by_the_number_in_its_name(sender):
    assert sender.sent("1.2.1 公布记录.txt").json()["said"] == "按名称归入 1.2.1 权责清单公布，尚未提交。"
    assert proofs() == [("1.2.1", None, "1.2.1 公布记录")]


def test_file_finds_its_requirement_by_the_folder(sender):
    sender.sent("第一批.txt", folder="1.2.1/清单网页")

    assert proofs() == [("1.2.1", "清单网页", "第一批")]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("公布记录.txt", "已存入本单位材料库，请选择它证明哪项指标。"),
        (
            "2.3.1 审核.txt",
            "已存入本单位材料库，但没有归入指标：名称中的编号 2.3.1 是指标"
            "“2.3.1 合法性审核率”，没有分派给市教育局。请核对编号，或手工选择指标。",
        ),
        ("9.9.9 审核.txt", "已存入本单位材料库，但没有归入指标：名称中的编号 9.9.9 不在本次创建活动的指标里。请核对编号，或手工选择指标。"),
    ],
)
def test_file_without_a_place_waits_in_the_library(sender, name, said):
    answer = sender.sent(name)

    assert (answer.status_code, answer.json()["filed"], Item.objects.count(), proofs()) == (200, False, 1, [])
    assert answer.json()["said"] == said


def test_file_dropped_on_what_is_under_review_is_kept_in_the_library(town, sender):
    town.brought("lead")
    answer = sender.sent(demand=town.at("1.2.1").pk)

    assert (
        answer.json()["said"]
        == "已存入本单位材料库，但没有归入指标：这次报送待牵头单位审核，审核期间不能改动。如需修改，请先撤回，或等审核退回。"
    )
    assert Item.objects.filter(title="权责清单").count() == 1


def test_file_dropped_on_another_units_indicator_is_not_filed_there(town, sender):
    answer = sender.sent(demand=town.at("2.3.1").pk)

    assert (answer.json()["filed"], proofs()) == (False, [])


# A break in the middle


def test_upload_goes_on_after_the_session_ended_and_the_person_signed_in_again(town, sender):
    place = sender.announce(demand=town.at("1.2.1").pk)["Location"]
    sender.piece(place, 0, DATA[:5])
    sender.client.logout()

    assert words(sender.piece(place, 5, DATA[5:])) == (401, "登录已过期。请重新登录，已上传的部分和已填写的内容不会丢失。")
    assert (sender.reached(place).status_code, sender.settle(place).status_code) == (401, 401)
    again = Sender(town.browser(town.liaison))
    assert again.reached(place)["Upload-Offset"] == "5"
    again.piece(place, 5, DATA[5:])
    assert (again.settle(place).json()["said"], proofs()) == ("已加入 1.2.1 的材料，尚未提交。", [("1.2.1", None, "权责清单")])


def test_upload_of_another_person_is_not_found(town, sender):
    place = sender.announce()["Location"]
    sender.piece(place, 0, DATA)
    for who in (town.stranger, town.colleague, town.force):
        other = Sender(town.browser(who))
        answers = [other.reached(place), other.piece(place, 0, DATA), other.settle(place), other.client.delete(place, headers=TUS)]

        assert [answer.status_code for answer in answers] == [404, 404, 404, 404]
        assert other.client.post(place + "forget/").status_code == 404
    assert sender.settle(place).status_code == 200


def test_upload_is_given_up_by_the_script(sender):
    place = sender.announce()["Location"]

    assert sender.client.delete(place, headers=TUS).status_code == 204
    assert (sender.reached(place).status_code, Upload.objects.count()) == (404, 0)


def test_upload_page_lists_what_stopped_and_gives_it_up(sender):
    place = sender.announce()["Location"]
    sender.piece(place, 0, DATA[:5])
    page = sender.client.get("/upload/")

    assert texts(page, "//li[@class='row-line']//span[@class='row-title']") == ["权责清单.txt"]
    answer = sender.client.post(place + "forget/", follow=True)
    assert texts(answer, "//main//*[@role='status']") == ["已放弃“权责清单.txt”，已传的部分已删除。"]
    assert Upload.objects.count() == 0


def test_upload_that_became_an_item_cannot_be_given_up(sender):
    sender.sent()
    answer = sender.client.post(address("upload-forget", Upload.objects.get().pk))

    assert (answer.status_code, text(answer, "//main//*[@role='alert']/div")) == (
        422,
        "“权责清单.txt”已归入材料，不能取消上传。如果交错了，请在材料页移出。",
    )


def test_upload_page_shows_the_newest_of_the_own_unit(town, sender):
    town.file(town.stranger, "公安台账.txt", DATA)
    sender.sent()

    assert texts(sender.client.get("/upload/"), "//main//a[@class='row-title']") == ["权责清单"]


def test_upload_is_closed_to_whoever_does_not_hand_in(town):
    assert error(town.browser(town.audit).get("/upload/"))[0] == 403
    assert Sender(town.browser(town.leader)).announce().status_code == 403


def test_file_that_may_not_be_filed_is_kept_in_the_library_and_said_so(town, sender):
    place = sender.announce(demand=town.at("1.2.1").pk)["Location"]
    sender.piece(place, 0, DATA)
    Post.objects.filter(unit=town.education, role="liaison").update(role="taskforce")
    answer = sender.settle(place)

    assert (answer.status_code, answer.json()["filed"]) == (200, False)
    assert "您不能替市教育局报送材料" in answer.json()["said"]
    assert Item.objects.count() == 1
