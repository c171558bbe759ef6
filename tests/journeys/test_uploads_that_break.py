"""A large file whose line breaks between two pieces, whose session then ends, and that is whole in the end."""

from hashlib import sha256

from django.urls import reverse
from playwright.sync_api import expect

from journeys.papers import large_picture
from journeys.steps import part_to_play, sign_in

PIECE = 8 * 1024 * 1024


def test_upload_goes_on_after_a_broken_line_and_a_new_sign_in(people, work, tmp_path):
    from django.contrib.sessions.models import Session

    from fazhi.evidence.models import Upload, Version

    part = part_to_play(work.campaign)
    address = reverse("submission", args=[part.demand.pk])
    file = large_picture(tmp_path / "现场航拍全景图.png")
    liaison = people(f"{part.unit}-联络员")
    liaison.goto(address)

    sent = watch_pieces(liaison, cut_at=PIECE)
    liaison.locator("#files").set_input_files(file)
    row = liaison.locator("#uploading li")
    expect(row).to_contain_text("登录已过期")
    words = row.inner_text()
    held = Upload.objects.get()

    assert sent == [0, PIECE, PIECE]
    assert "已上传的部分和已填写的内容不会丢失" in words
    assert (held.name, held.offset, held.state, Session.objects.count()) == (file.name, PIECE, "receiving", 0)

    sign_in(liaison, f"{part.unit}-联络员", work.password)
    liaison.goto(address)
    sent.clear()
    liaison.locator("#files").set_input_files(file)
    expect(liaison.locator("li[id^=p]")).to_contain_text("现场航拍全景图")
    blob = Version.objects.select_related("blob").get(file_name=file.name).blob
    assert sent == [PIECE, 2 * PIECE]
    assert (Upload.objects.count(), blob.size, blob.sha256) == (1, file.stat().st_size, sha256(file.read_bytes()).hexdigest())


def watch_pieces(page, cut_at):
    """The offsets of the pieces as they are sent. At the first try of `cut_at` the line breaks; then the session has ended."""
    from django.contrib.sessions.models import Session

    sent, tries = [], []

    def passing(route):
        if route.request.method != "PATCH":
            return route.fallback()
        sent.append(int(route.request.headers["upload-offset"]))
        tries.extend(sent[-1:] if sent[-1] == cut_at else [])
        if sent[-1] == cut_at and len(tries) == 1:
            return route.abort("connectionreset")
        if sent[-1] == cut_at and len(tries) == 2:
            Session.objects.all().delete()
        return route.fallback()

    page.route("**/uploads/*/", passing)
    return sent
