"""申报材料包: asked for, followed, downloaded in pieces; profiles edited; receipts read by the unit they are of and no other."""

import pytest

from fazhi.campaign.models import Campaign
from fazhi.evidence.store import put
from fazhi.journal.models import Entry
from fazhi.reports.models import Package, PackageProfile, Receipt
from fazhi.reports.package.making import make_package
from fazhi.reports.package.profiles import profiles_for
from web.desks import address, error, refusal, rows, said, text, texts, typed

BYTES = b"0123456789"


def packed(town, **facts):
    known = {"campaign": town.campaign, "profile_name": "综合示范创建申报", "name": "材料包.zip", "as_of": "2025-07-01", "state": "ready"}
    more = {"asked_by": "专班王", "digest": "ab" * 32, "blob": put(BYTES, "application/zip"), "facts": {"files": 3, "bytes": 10}}
    return Package.objects.create(**known | more | facts)


def received(town, unit=None, package=None, lines=1):
    unit = unit or town.education
    line = {"indicator": "1.2.1", "title": "清单网页材料", "path": "材料/x", "size": 10, "sha256": "cd" * 32, "what": "原件"}
    return Receipt.objects.create(package=package or packed(town), unit=unit, unit_name=unit.name, lines=[line] * lines)


def test_package_is_asked_for_made_and_downloaded(town):
    town.brought("accepted")
    client = town.browser(town.force)
    profile = profiles_for(town.city)[0]
    before = client.get(address("package-new"))
    answer = client.post(address("package-new"), {"profile": profile.pk, "as_of": "2025-07-01"}, follow=True)

    assert text(before, "//main//p[@class='lead']") == "按“综合示范创建申报”：5 项指标，0 个文件，共 0 B。只放已认定的材料。"
    assert said(answer) == ["已开始打包，完成后可以下载。"]
    assert (texts(answer, "//*[@id='made']//progress/@value"), texts(answer, "//*[@id='made']/@hx-trigger")) == (["0"], ["every 2s"])
    made = Package.objects.get()
    make_package.call(made.pk)
    made.refresh_from_db()
    page = client.get(address("package", made.pk))
    assert "".join(texts(page, "//main//section[1]//div[@class='mono']")).replace(" ", "") == made.digest
    got = client.get(address("package-file", made.pk))
    assert (got.status_code, int(got["Content-Length"]), got["ETag"]) == (200, made.blob.size, f'"{made.blob.sha256}"')
    assert b"".join(got.streaming_content)[:4] == b"PK\x03\x04"
    assert [entry.said for entry in Entry.objects.filter(verb="downloaded")] == [f"下载了“{made.name}”"]


def test_download_goes_on_where_it_stopped(town):
    client, there = town.browser(town.force), address("package-file", packed(town).pk)
    tag = client.get(there)["ETag"]
    rest = client.get(there, headers={"Range": "bytes=4-", "If-Range": tag})
    changed = client.get(there, headers={"Range": "bytes=4-", "If-Range": '"something else"'})

    assert (rest.status_code, rest["Content-Range"], b"".join(rest.streaming_content)) == (206, "bytes 4-9/10", b"456789")
    assert (changed.status_code, b"".join(changed.streaming_content)) == (200, BYTES)
    assert client.get(there, headers={"Range": "bytes=99-"}).status_code == 416


def test_package_that_is_not_ready_says_so(town):
    made = packed(town, state="failed", blob=None, why_failed="已被停止，需要时请重新打包。")
    answer = town.browser(town.force).get(address("package-file", made.pk))

    assert (answer.status_code, refusal(answer)) == (409, "“材料包.zip”没有完成，还不能下载。已被停止，需要时请重新打包。")


def test_leader_reads_and_makes_none(town):
    made = packed(town)
    client = town.browser(town.leader)

    assert texts(client.get(address("packages")), "//main//a[@class='row-title']") == ["材料包.zip"]
    assert (client.get(address("package-file", made.pk)).status_code, PackageProfile.objects.count()) == (200, 0)
    assert error(client.get(address("package-new")))[0] == 403


def test_packages_of_the_city_are_closed_to_the_county_and_to_units(town):
    made = packed(town)

    for name, args in (("packages", ()), ("package", (made.pk,)), ("package-file", (made.pk,))):
        assert [error(town.browser(who).get(address(name, *args)))[0] for who in (town.county_force, town.liaison)] == [403, 403]


def test_precheck_shows_what_breaks_a_limit_and_what_stays_out(town):
    submission = town.brought("accepted")
    version = submission.proofs.get().version
    version.blob = put(b"%PDF-1.4", "application/pdf")
    version.save()
    PackageProfile.objects.filter(pk=profiles_for(town.city)[0].pk).update(formats="jpg", stops=True)
    answer = town.browser(town.force).get(address("package-new"))

    assert rows(answer)[0] == [
        "1.2.1",
        "01-市教育局-清单网页材料.pdf",
        "格式 pdf 不在允许的 jpg 之内",
        "请提供单位另存为允许的格式，作为新版本上传并重新认定。",
    ]
    assert rows(answer, 2) == [["4 项", "1.1.1、1.1.2、2.3.1、3.4.1", "没有可放入的已认定材料，只有封面和数据", "先办结在审的报送。"]]
    assert texts(answer, "//main//form[@method='post']//button/@disabled") == ["disabled"]


def test_day_that_is_none_or_to_come_is_refused(town):
    client = town.browser(town.force)
    wrong = client.get(address("package-new"), {"as_of": "昨天"})
    coming = client.post(address("package-new"), {"profile": profiles_for(town.city)[0].pk, "as_of": "2099-01-01"})

    assert (wrong.status_code, refusal(wrong)) == (422, "读不懂日期“昨天”。请写成“2025年6月13日”或“2025-06-13”。")
    assert (coming.status_code, refusal(coming)) == (422, "数据截至的日期2099年1月1日还没有到。请选今天或以前的日期。")
    assert Package.objects.count() == 0


def test_profile_is_changed_on_its_page_and_wrong_limits_are_told(town):
    profile = profiles_for(town.city)[0]
    client, there = town.browser(town.force), address("package-profile", profile.pk)
    known = {
        "name": "申报（2026）",
        "kind": "whole",
        "redaction": "masked",
        "name_pattern": "{编码}-{材料}",
        "limits_from": "示例：申报通知",
    }
    fine = client.post(there, known | {"most_files": "20", "formats": "pdf jpg", "with_rows": "on"}, follow=True)
    profile.refresh_from_db()

    assert said(fine) == ["已保存“申报（2026）”。"]
    assert (profile.most_files, profile.extensions, profile.with_rows, profile.with_journal) == (20, ("pdf", "jpg"), True, False)
    wrong = client.post(there, known | {"indicators": "9.9.9", "longest_name": "3"})
    assert (wrong.status_code, typed(wrong, "indicators")) == (422, ["9.9.9"])
    assert refusal(wrong) == (
        "文件名最多几个字不能小于12，否则看不出是什么材料。本次创建没有指标“9.9.9”。请填三级指标的编码，如 1.1.1，用空格分开。"
    )
    assert client.post(there, known | {"most_files": "很多"}).status_code == 422


def test_profile_is_copied(town):
    profile = profiles_for(town.city)[0]
    answer = town.browser(town.force).post(address("package-profile-copy", profile.pk), {"copy_name": "明年的"}, follow=True)

    assert (text(answer, "//h1"), PackageProfile.objects.count()) == ("明年的", 3)


def test_receipts_are_read_by_their_unit_and_by_no_other(town):
    mine, other = received(town), received(town, town.police)
    client = town.browser(town.liaison)

    assert [row[:1] for row in rows(client.get(address("receipts")))] == [["材料包.zip"]]
    assert rows(client.get(address("receipt", mine.pk))) == [["1.2.1", "清单网页材料", "原件", "10 B", "cd" * 32]]
    assert client.get(address("receipt", other.pk)).status_code == 404
    assert len(rows(town.browser(town.force).get(address("receipts")))) == 2


@pytest.mark.parametrize("name", ["packages", "receipts"])
def test_lists_take_the_same_queries_for_one_and_for_thirty(town, queries, name):
    received(town)
    client = town.browser(town.force)
    client.get(address(name))
    few = queries(client, address(name))
    for _ in range(30):
        received(town)

    assert queries(client, address(name)) == few


def test_pages_without_a_campaign_say_what_to_do_first(town):
    Campaign.objects.all().delete()
    client = town.browser(town.force)

    assert [text(client.get(page), "//main//div[@class='empty']/h2") for page in ("/packages/", "/packages/new/")] == ["还没有创建活动"] * 2
