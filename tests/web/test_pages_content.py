"""The bytes of a version: whole, in ranges, inline where it is safe, and never to whom the item is closed."""

import pytest

from evidence.files import mp4_file, pdf_file, picture_file
from fazhi.evidence.jobs import prepare
from fazhi.journal.models import Entry
from web.desks import address

DATA = bytes(range(48, 58)) * 10  # 100 bytes: 0123456789…


@pytest.fixture
def version(town):
    return town.file(town.liaison, "权责清单.txt", DATA).current


@pytest.fixture
def get(town, version):
    def asked(who=None, query="", **headers):
        return town.browser(who or town.liaison).get(address("content", version.pk) + query, headers=headers)

    return asked


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def downloads(verb="downloaded"):
    return [(entry.actor_name, entry.said) for entry in Entry.objects.filter(verb=verb)]


def test_content_is_saved_under_its_chinese_name_and_journalled(get):
    answer = get()

    assert (answer.status_code, body(answer), answer["Content-Length"]) == (200, DATA, "100")
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%E6%9D%83%E8%B4%A3%E6%B8%85%E5%8D%95.txt"
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert downloads() == [("教育联络员", "下载了“权责清单.txt”")]


@pytest.mark.parametrize(
    ("wanted", "part", "said"),
    [
        ("bytes=0-9", DATA[:10], "bytes 0-9/100"),
        ("bytes=95-", DATA[95:], "bytes 95-99/100"),
        ("bytes=90-500", DATA[90:], "bytes 90-99/100"),
        ("bytes=-5", DATA[-5:], "bytes 95-99/100"),
        ("bytes=-500", DATA, "bytes 0-99/100"),
    ],
)
def test_content_gives_the_range_asked_for(get, wanted, part, said):
    answer = get(Range=wanted)

    assert (answer.status_code, body(answer), answer["Content-Range"], answer["Content-Length"]) == (206, part, said, str(len(part)))


@pytest.mark.parametrize("wanted", ["bytes=100-", "bytes=200-300", "bytes=-0"])
def test_content_refuses_a_range_beyond_its_end(get, wanted):
    answer = get(Range=wanted)

    assert (answer.status_code, answer["Content-Range"], body(answer)) == (416, "bytes */100", b"")


@pytest.mark.parametrize("wanted", ["bytes=0-1,5-6", "lines=1-2", "bytes=a-b", "bytes=²-", "bytes=-", "bytes", "bytes=" + "9" * 40 + "-"])
def test_content_gives_the_whole_where_it_does_not_understand_the_range(get, wanted):
    answer = get(Range=wanted)

    assert (answer.status_code, body(answer)) == (200, DATA)


def test_pieces_of_one_download_are_one_entry(town, version):
    client = town.browser(town.liaison)
    for wanted in ("bytes=0-49", "bytes=50-99"):
        client.get(address("content", version.pk), headers={"Range": wanted})

    assert len(downloads()) == 1


def test_asking_for_the_head_gives_no_bytes_and_no_entry(town, version):
    answer = town.browser(town.liaison).head(address("content", version.pk))

    assert (answer.status_code, answer["Content-Length"], answer.content, downloads()) == (200, "100", b"", [])


def test_content_is_never_shown_inline_where_the_type_is_not_safe(get):
    answer = get(query="?inline=1")

    assert (answer["Content-Type"], answer["Content-Disposition"][:10]) == ("application/octet-stream", "attachment")


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("照片.png", picture_file(), "image/png"),
        ("会议.mp4", mp4_file(), "video/mp4"),
        ("意见书.pdf", pdf_file(), "application/pdf"),
    ],
)
def test_content_is_shown_inline_where_the_type_is_safe(town, name, data, media_type):
    version = town.file(town.liaison, name, data).current
    answer = town.browser(town.liaison).get(address("content", version.pk) + "?inline=1")

    assert (answer["Content-Type"], answer["Content-Disposition"][:6], answer["X-Content-Type-Options"]) == (
        media_type,
        "inline",
        "nosniff",
    )
    assert (body(answer), downloads()) == (data, [])


def test_content_is_closed_to_others_and_leaves_no_entry(town, get):
    answers = [get(who=who) for who in (town.stranger, town.lead, town.county_liaison, town.county_force)]

    assert [(answer.status_code, DATA[:20] in answer.content) for answer in answers] == [(404, False)] * 4
    assert downloads() == []


def test_content_is_open_to_head_task_force_and_leader(town, get):
    assert [body(get(who=who)) for who in (town.colleague, town.force, town.leader)] == [DATA] * 3


def test_content_of_a_link_is_not_found(town):
    version = town.item().current
    version.url = "https://www.jcs.gov.cn/"
    version.save()

    assert town.browser(town.liaison).get(address("content", version.pk)).status_code == 404


# Pictures of previews


@pytest.fixture
def picture(town):
    version = town.file(town.liaison, "照片.png", picture_file()).current
    prepare.call(version.pk)
    version.refresh_from_db()
    return version


def test_picture_of_a_preview_is_shown_to_whom_the_item_is_open(town, picture):
    answer = town.browser(town.liaison).get(address("picture", picture.pk, picture.preview["image"]))

    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, "image/webp", "private, max-age=86400, immutable")
    assert body(answer)[:4] == b"RIFF"


def test_picture_is_not_given_to_another_unit_that_knows_the_hash(town, picture):
    sha = picture.preview["image"]
    own = town.file(town.stranger, "别的.txt", DATA).current

    answers = [town.browser(town.stranger).get(address("picture", version.pk, sha)) for version in (picture, own)]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_content_of_another_version_is_not_given_as_a_picture(town, picture, version):
    answer = town.browser(town.liaison).get(address("picture", picture.pk, version.blob.sha256))

    assert answer.status_code == 404
