"""The package: its whole tree, the same digest twice, what is masked, what stops it, and that it proves itself where we are not."""

import json
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from fazhi.campaign.models import Proof
from fazhi.evidence import store
from fazhi.evidence.models import Item, ItemKind, PublicCopy, Signal, Version
from fazhi.evidence.models.captures import Capture
from fazhi.jobs.declare import JobRefused
from fazhi.journal.models import Entry
from fazhi.journal.write import trail
from fazhi.kit.digests import sm3_hex
from fazhi.people.actor import NotAllowed, Refused
from fazhi.people.models import Role
from fazhi.reports.models import PackageProfile, Receipt
from fazhi.reports.package import making
from fazhi.reports.package.contents import contents_of
from fazhi.reports.package.precheck import notices, precheck
from fazhi.reports.package.profiles import copy_profile, edit_profile
from reports.parcel import DAY, FOLDER, PDF, PROOF, archive, give, listing, made, profile_of


def test_whole_tree_of_a_small_campaign(packed):
    package = made(packed)
    files = archive(package)

    assert sorted(files.namelist()) == sorted(
        [
            "index.html",
            "verify.py",
            "使用说明.txt",
            "清单.json",
            "四性检测报告.html",
            "日志/经过.jsonl",
            f"{FOLDER}/封面.txt",
            PROOF,
            "封印/摘要.txt",
            "封印/回执.json",
            "封印/检查点.json",
            "封印/日志证明.json",
        ]
    )
    assert files.read(PROOF) == PDF
    assert (package.state, package.digest) == ("ready", sha256(files.read("清单.json")).hexdigest())
    assert all(info.flag_bits & 0x800 for info in files.infolist() if not info.filename.isascii())
    assert {info.date_time for info in files.infolist()} == {(2025, 9, 10, 0, 0, 0)}


def test_cover_says_what_was_asked_done_and_accepted(packed):
    text = archive(made(packed)).read(f"{FOLDER}/封面.txt").decode("utf-8-sig")

    assert text == (
        "2.8.3 合法性审核率\n一级指标：二、依法行政制度体系完善\n二级指标：（八）加强行政规范性文件监督管理\n\n"
        "【要求】\n应交：审核意见书 1份（每个责任单位）\n\n"
        "【责任单位】\n牵头：金昌市司法局（主牵头）、金昌市财政局\n责任：金昌市教育局\n\n"
        "【工作进展】\n已认定。应交1份，已交1份，已认定1份。\n\n"
        "【工作开展情况】\n市教育局：全年审核规范性文件12件。\n\n"
        "【佐证材料】\n2.8.3-01 审核意见书第1号（2025年3月1日，市教育局）\n    证明点：〔2.8.3-01〕全文\n"
        "    文件：佐证/01-市教育局-审核意见书第1号.pdf\n"
    )


def test_two_runs_on_the_same_state_have_one_digest(packed):
    first, second = made(packed), made(packed)
    one, two = archive(first), archive(second)

    assert first.pk != second.pk
    assert (first.digest, one.read("清单.json")) == (second.digest, two.read("清单.json"))
    assert one.read("封印/摘要.txt") != b""


def test_a_change_of_state_changes_the_digest(packed):
    first = made(packed)
    Item.objects.update(title="改了名称")

    assert made(packed).digest != first.digest


def test_manifest_lists_every_file_with_both_digests(packed):
    package = made(packed)
    files, told = archive(package), listing(package)

    beside = {"index.html", "清单.json"}
    assert [each["path"] for each in told["files"]] == sorted(
        name for name in files.namelist() if name not in beside and not name.startswith("封印/")
    )
    for each in told["files"]:
        data = files.read(each["path"])
        assert (each["size"], each["sha256"], each["sm3"]) == (len(data), sha256(data).hexdigest(), sm3_hex(data))
    (proof,) = (each for each in told["files"] if each["role"] == "proof")
    assert {key: proof[key] for key in ("title", "indicator", "unit", "media_type")} == {
        "title": "审核意见书第1号（审核意见书第1号.pdf）",
        "indicator": "2.8.3",
        "unit": "市教育局",
        "media_type": "application/pdf",
    }
    leaf = told["tree"][0]["children"][0]["children"][0]
    assert (told["city"], told["as_of"], leaf["code"], leaf["state"]) == ("金昌市", "2025-09-10", "2.8.3", "已认定")


def test_log_tells_the_way_of_the_submission_and_nobodys_reading(packed):
    item = Item.objects.get()
    from fazhi.journal.models import Verb
    from fazhi.journal.write import write

    write(Verb.DOWNLOADED, item, "下载了一次", by=packed.force.who)
    files = archive(made(packed))
    said = [json.loads(line)["said"] for line in files.read("日志/经过.jsonl").splitlines()]
    proofs = json.loads(files.read("封印/日志证明.json"))

    assert ("下载了一次" in said, len(said) >= 4, sorted(proofs, key=int)) == (False, True, [str(number) for number in range(len(said))])


def test_damaged_content_stops_the_package_and_is_named(packed):
    blob = Version.objects.get().blob
    store.local_path(blob).write_bytes(PDF[:-1] + b"X")
    package = making.make(packed.force, packed.campaign, profile_of(packed), DAY)

    with pytest.raises(JobRefused) as refusal:
        making.make_package.call(package.pk)

    package.refresh_from_db()
    assert str(refusal.value) == (
        f"没有打包：材料“审核意见书第1号（审核意见书第1号.pdf）”的文件与入库时的摘要不一致，存储中的文件（{blob.sha256[:12]}）已损坏或被改动。"
        "请系统管理员从备份恢复这个文件，再重新打包。"
    )
    assert (package.state, package.why_failed, package.blob, Receipt.objects.count()) == ("failed", str(refusal.value), None, 0)
    assert list(Path(store.local_path(blob)).parent.parent.parent.glob(".incoming-*")) == []


def test_lost_content_stops_the_package_and_is_named(packed):
    store.local_path(Version.objects.get().blob).unlink()
    package = making.make(packed.force, packed.campaign, profile_of(packed), DAY)

    with pytest.raises(JobRefused, match="的文件在存储中找不到了"):
        making.make_package.call(package.pk)


def test_a_file_proving_two_indicators_lies_at_both_and_a_large_one_once(packed, monkeypatch):
    second = packed.at("accepted", packed.ask(4, "备案审查率"), "备案材料")
    version = Version.objects.exclude(blob=None).get()
    Proof.objects.filter(submission=second).update(item=version.item, version=version)

    here, there = (
        PROOF,
        f"{FOLDER.replace('2.8.3 合法性审核率', '2.8.4 备案审查率')}/佐证/01-市教育局-审核意见书第1号.pdf",
    )
    proofs = {each["path"]: each["sha256"] for each in listing(made(packed))["files"] if each["role"] == "proof"}
    assert proofs == dict.fromkeys((here, there), sha256(PDF).hexdigest())

    monkeypatch.setattr("fazhi.reports.package.material.STORED_ONCE", 10)
    files = archive(made(packed))
    note = [name for name in files.namelist() if name.endswith("见他处）.txt")]
    assert ([name for name in files.namelist() if name.endswith(".pdf")], len(note)) == ([here], 1)
    assert files.read(note[0]).decode("utf-8-sig") == f"“审核意见书第1号”文件较大，在本材料包中只存放一份，位于：\n{here}\n"


def test_frozen_page_goes_in_and_a_link_without_one_is_told(packed):
    version = Version.objects.get()
    Version.objects.filter(pk=version.pk).update(blob=None, url="https://www.jcs.example/gk/1.html")
    Item.objects.update(kind=ItemKind.LINK)
    why = "网页没有冻结副本，只列网址"
    assert [each.why for each in contents_of(packed.campaign, profile_of(packed), DAY).left_out] == [why]

    page, warc = store.put(b"<p>1</p>", "text/html"), store.put(b"WARC/1.1", "application/warc")
    Capture.objects.create(version=version, url="https://www.jcs.example/gk/1.html", state="taken", page=page, warc=warc)
    roles = {each["path"].removeprefix(FOLDER): each["role"] for each in listing(made(packed))["files"] if "冻结网页" in each["path"]}
    assert roles == {
        "/冻结网页/01-市教育局-审核意见书第1号.html": "readable",
        "/冻结网页/01-市教育局-审核意见书第1号.warc.gz": "frozen",
    }
    assert [each.why for each in contents_of(packed.campaign, profile_of(packed, with_frozen=False), DAY).left_out] == [
        "打包方案不放冻结网页，只列网址"
    ]


def mark_personal(city):
    version = Version.objects.get()
    Signal.objects.create(
        item=version.item, version=version, family="guard", kind="personal", severity="attention", key="id", said="有身份证号1个"
    )


def test_file_with_personal_data_and_no_masked_copy_stays_at_home(packed):
    mark_personal(packed)
    package = made(packed)
    why = "含个人信息而没有已批准的脱敏副本，没有放入。请在材料页制作副本、经批准后重新打包"

    assert package.facts["left_out"] == [["2.8.3-01", "审核意见书第1号", "市教育局", why]]
    assert [name for name in archive(package).namelist() if name.endswith(".pdf")] == []
    assert f"2.8.3-01 审核意见书第1号（市教育局）：{why}。" in archive(package).read(f"{FOLDER}/封面.txt").decode("utf-8-sig")
    assert PDF[:200] not in archive(package).read("index.html")


def test_masked_copy_leaves_in_place_of_the_original(packed):
    mark_personal(packed)
    version = Version.objects.get()
    copy = store.put(b"%PDF-1.4 masked", "application/pdf")
    known = {"version": version, "original_sha256": version.blob.sha256, "blob": copy, "state": "approved", "made_by_id": 1}
    PublicCopy.objects.create(**known)
    package = made(packed)

    (proof,) = (each for each in listing(package)["files"] if each["role"] == "public-copy")
    assert (proof["sha256"], proof["title"]) == (copy.sha256, "审核意见书第1号（审核意见书第1号.pdf），已脱敏的副本，原件留存")
    assert archive(package).read(proof["path"]) == b"%PDF-1.4 masked"
    assert "脱敏副本" in Receipt.objects.get().lines[0]["what"]


def test_personal_words_that_nobody_noticed_are_noticed_when_packing(packed):
    Version.objects.update(text="申请人：张三，身份证号：110101199003074290")
    contents = contents_of(packed.campaign, profile_of(packed), DAY)

    assert [each.why[:5] for each in contents.left_out] == ["含个人信息"]


def test_policy_may_take_the_original_with_a_note(packed):
    mark_personal(packed)
    package = made(packed, redaction="original")

    (proof,) = (each for each in listing(package)["files"] if each["role"] == "proof")
    assert proof["title"] == "审核意见书第1号（审核意见书第1号.pdf），含个人信息，按打包方案放入原件，请注意保管"


def test_profile_with_chosen_indicators_takes_only_those(packed):
    packed.at("accepted", packed.ask(4, "备案审查率"), "备案材料")
    package = made(packed, indicators=["2.8.4"])

    assert {each["indicator"] for each in listing(package)["files"]} == {"", "2.8.4"}


def test_single_project_brings_its_application_sheet(packed):
    package = made(packed, slug="single", project="“一件事”法治体检", practice="做法若干")

    assert archive(package).read("材料/申报书.txt").decode("utf-8-sig") == (
        "单项示范项目申报书\n\n【项目名称】\n“一件事”法治体检\n\n【申报单位】\n（待填）\n\n【主要做法】\n做法若干\n\n【工作成效】\n（待填）\n"
    )


def test_precheck_names_every_file_that_breaks_a_limit(packed):
    limits = {"most_files": 0, "most_file_mb": 0, "formats": "jpg", "longest_name": 12, "forbidden": "第"}
    contents = contents_of(packed.campaign, profile_of(packed, **limits), DAY)

    assert [(each.indicator, each.subject, each.said) for each in precheck(contents)] == [
        ("2.8.3", "01-市教育局-.pdf", "格式 pdf 不在允许的 jpg 之内"),
    ]
    assert [each.said for each in notices(contents)] == []


def test_precheck_of_shipped_profile_checks_nothing(packed):
    held = profile_of(packed)

    assert (held.has_limits, precheck(contents_of(packed.campaign, held, DAY))) == (False, [])
    assert held.limits_from == "待填：申报系统的限制没有公开，请按当年申报通知填写并注明出处"


def test_too_many_and_too_large_files_are_named(packed, monkeypatch):
    monkeypatch.setattr("fazhi.reports.package.precheck.MB", 100)
    submission = packed.at("accepted", packed.ask(4, "备案审查率"), "一", "二")
    for proof in submission.proofs.all():
        give(proof.version, PDF + proof.item.title.encode())
    limits = {"most_files": 1, "most_file_mb": 1, "most_total_mb": 5}
    contents = contents_of(packed.campaign, profile_of(packed, **limits), DAY)

    assert [(each.indicator, each.said) for each in precheck(contents)] == [
        ("2.8.3", "759 B，单个文件最大 1 MB"),
        ("2.8.4", "有 2 个文件，最多 1 个"),
        ("2.8.4", "762 B，单个文件最大 1 MB"),
        ("2.8.4", "762 B，单个文件最大 1 MB"),
        ("", "全部文件共 2.2 KB，超过 5 MB"),
    ]


def test_profile_that_stops_makes_no_package(packed):
    package = making.make(packed.force, packed.campaign, profile_of(packed, formats="jpg", stops=True), DAY)

    with pytest.raises(JobRefused) as refusal:
        making.make_package.call(package.pk)
    assert str(refusal.value) == (
        "有1处不合打包方案的限制，方案规定不打包：格式 pdf 不在允许的 jpg 之内等。请先处理，或在打包方案里改为只提示。"
    )


def test_units_get_their_receipts_and_nobody_elses(packed):
    package = made(packed)
    receipt = Receipt.objects.get()

    assert receipt.lines == [
        {
            "indicator": "2.8.3",
            "title": "审核意见书第1号（审核意见书第1号.pdf）",
            "path": PROOF,
            "size": len(PDF),
            "sha256": sha256(PDF).hexdigest(),
            "what": "原件",
        }
    ]
    seen = {
        who: list(Receipt.visible_to(actor)) == [receipt]
        for who, actor in {"owner": packed.liaison, "head": packed.head, "force": packed.force, "lead": packed.lead}.items()
    }
    assert seen == {"owner": True, "head": True, "force": True, "lead": False}
    (entry,) = Entry.objects.filter(verb="published")
    assert (entry.said, list(entry.affected.values_list("unit_id", flat=True))) == (
        f"向1个单位出具了入包回执：它们的材料进入了“{package.name}”",
        [packed.education.pk],
    )
    told = json.loads(archive(package).read("封印/回执.json"))
    assert (told["digest"], [row["unit"] for row in told["units"]]) == (package.digest, ["金昌市教育局"])


def test_only_the_task_force_packs_and_leaders_may_take_it(packed):
    leader = packed.person("市领导", (packed.unit, Role.LEADER))
    package, profile = made(packed), profile_of(packed)

    for stranger in (packed.liaison, packed.lead, leader):
        with pytest.raises(NotAllowed):
            making.make(stranger, packed.campaign, profile, DAY)
        with pytest.raises(NotAllowed):
            edit_profile(stranger, profile.pk, {"name": "改名"})
    for stranger in (packed.liaison, packed.lead):
        with pytest.raises(NotAllowed):
            making.ready(stranger, package.pk)
    assert making.ready(leader, package.pk) == package


def test_asking_twice_makes_one_and_a_stopped_one_says_so(packed):
    first = making.make(packed.force, packed.campaign, profile_of(packed), DAY)

    assert making.make(packed.force, packed.campaign, profile_of(packed), DAY) == first
    making.stop(packed.force, first.pk)
    making.settle(packed.campaign)
    first.refresh_from_db()
    assert (first.state, first.why_failed) == ("failed", "后台工作没有完成就停止了，请重新打包。")
    assert trail(first).first().said == f"停止了打包“{first.name}”"


def test_a_day_to_come_is_refused(packed):
    with pytest.raises(Refused, match="数据截至的日期2025年9月11日还没有到"):
        making.make(packed.force, packed.campaign, profile_of(packed), date(2025, 9, 11))


def test_profile_is_edited_with_every_wrong_thing_named(packed):
    held = profile_of(packed)
    edit_profile(packed.force, held.pk, {"most_files": 20, "limits_from": "示例：2026年申报通知"}, packed.campaign)
    held.refresh_from_db()
    assert (held.most_files, held.changed_by) == (20, "专班王")

    with pytest.raises(Refused) as refusal:
        edit_profile(packed.force, held.pk, {"name_pattern": "{谁}", "longest_name": 3, "indicators": ["9.9.9"]}, packed.campaign)
    assert refusal.value.reasons == (
        "文件名样式里的“谁”看不懂，只能用{编码}、{序号}、{单位}、{材料}。",
        "文件名最多几个字不能小于12，否则看不出是什么材料。",
        "本次创建没有指标“9.9.9”。请填三级指标的编码，如 1.1.1，用空格分开。",
    )


def test_profile_is_copied_under_another_name(packed):
    copy = copy_profile(packed.force, profile_of(packed, formats="pdf"), "明年的")

    assert (copy.slug, copy.formats, PackageProfile.objects.count()) == ("", "pdf", 3)
    with pytest.raises(Refused, match="已有名为“明年的”的打包方案"):
        copy_profile(packed.force, copy, "明年的")


def test_names_keep_the_pattern_and_the_limit(packed):
    Item.objects.update(title="关于“十四五”时期全面推进依法行政工作情况的审核意见书" * 3)
    package = made(packed, name_pattern="{编码}_{材料}", longest_name=20)

    (proof,) = (each for each in listing(package)["files"] if each["role"] == "proof")
    name = proof["path"].rpartition("/")[2]
    assert (name, len(name)) == ("2.8.3_关于“十四五”时期全.pdf", 20)
    assert proof["title"].startswith("关于“十四五”时期全面推进依法行政工作情况的审核意见书")
