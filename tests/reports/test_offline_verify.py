"""verify.py as a stranger runs it: a plain Python, a folder, no library; every fault is named in a line of the report."""

import json
import shutil
import subprocess
import sys
import zipfile

import pytest

from fazhi.reports.package import offline
from reports.packages_made import (
    CONTENTS,
    FAIRNESS,
    LIST,
    PAGE,
    REPORT,
    SCAN,
    TITLE,
    Authority,
    Made,
    canonical,
)

NO_SM3 = """
import hashlib, runpy, sys
made = hashlib.new
def new(name, *rest, **named):
    if name == "sm3":
        raise ValueError("unsupported hash type sm3")
    return made(name, *rest, **named)
hashlib.new = new
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.fixture
def made(tmp_path):
    return Made(tmp_path / "材料包")


def run(made, *words, program=("verify.py",)):
    done = subprocess.run(
        [sys.executable, "-I", "-S", *program, *words],
        cwd=made.folder,
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONUTF8": "1", "PATH": "/usr/bin:/bin"},
    )
    return done.returncode, done.stdout.splitlines(), done.stderr


def fine(made) -> dict[str, list[str]]:
    """name of a test → its lines, where nothing is wrong and nothing was told."""
    return {
        "清单": ["一致　清单：规范写法，列有 10 个文件"],
        "摘要": ["未核　摘要：请与纸面或回执上的摘要比对，或用 --digest 核对"],
        "文件": ["一致　文件：10 个文件的大小和 SHA-256 相符"],
        "多出": ["一致　多出：没有清单以外的文件"],
        "国密摘要": ["一致　国密摘要：10 个文件的 SM3 相符"],
        "查看页": ["一致　查看页：index.html 里的清单就是 清单.json，页面未被改动"],
        "检查点": ["一致　检查点：签名有效：示例市法治创建，13 条，2025-11-20T08:00:00Z"],
        "密钥": ["未核　密钥：请向制作单位另行问得公钥指纹，用 --key 核对", f"　　　包内：{made.fingerprint}"],
        "经过": ["一致　经过：4 条经过都在检查点的 13 条之内"],
        "时间戳": ["未核　时间戳：没有时间戳"],
    }


def report(made, *, head=None, end="相符；未核：摘要、密钥、时间戳", **changed) -> list[str]:
    head = head or [f"材料包：{TITLE}（示例市）［示例，不是真实申报材料］", f"摘要　：{made.digest}"]
    tests = fine(made) | changed
    return [*head, *(line for lines in tests.values() for line in lines), f"结论　：{end}"]


def wrong(*names, left="；未核：摘要、密钥、时间戳") -> str:
    return f"不合（{'、'.join(names)}）{left}"


def test_whole_package_fits(made):
    assert run(made) == (0, report(made), "")


def test_zip_is_checked_without_unpacking(made, tmp_path):
    archive = made.zipped()
    shutil.move(made.place("verify.py"), tmp_path / "verify.py")
    shutil.rmtree(made.folder)
    made.folder.mkdir()

    assert run(made, str(archive), program=("../verify.py",)) == (0, report(made), "")


def test_flipped_byte_is_named(made):
    data = bytearray(made.place(LIST).read_bytes())
    data[1000] ^= 1
    made.write(LIST, bytes(data))

    files = ["不合　文件：10 个文件中有 1 个不合", f"　　　被改动：{LIST}"]
    sm3 = ["一致　国密摘要：9 个文件的 SM3 相符"]
    assert run(made) == (1, report(made, 文件=files, 国密摘要=sm3, end=wrong("文件")), "")


def test_cut_file_is_named(made):
    made.write(REPORT, b"")

    files = ["不合　文件：10 个文件中有 1 个不合", f"　　　被改动：{REPORT}"]
    sm3 = ["一致　国密摘要：9 个文件的 SM3 相符"]
    assert run(made) == (1, report(made, 文件=files, 国密摘要=sm3, end=wrong("文件")), "")


def test_removed_file_is_named(made):
    made.place(SCAN).unlink()

    files = ["不合　文件：10 个文件中有 1 个不合", f"　　　缺少：{SCAN}"]
    sm3 = ["一致　国密摘要：9 个文件的 SM3 相符"]
    assert run(made) == (1, report(made, 文件=files, 国密摘要=sm3, end=wrong("文件")), "")


def test_swapped_pair_is_named_once(made):
    one, other = made.place(LIST).read_bytes(), made.place(PAGE).read_bytes()
    made.write(LIST, other)
    made.write(PAGE, one)

    files = ["不合　文件：10 个文件中有 2 个不合", f"　　　两个文件被对调：{LIST} ↔ {PAGE}"]
    sm3 = ["一致　国密摘要：8 个文件的 SM3 相符"]
    assert run(made) == (1, report(made, 文件=files, 国密摘要=sm3, end=wrong("文件")), "")


def test_file_written_over_by_another_is_named(made):
    shutil.copy(made.place(LIST), made.place(SCAN))

    files = ["不合　文件：10 个文件中有 1 个不合", f"　　　被换成另一个文件：{SCAN}（内容是 {LIST}）"]
    sm3 = ["一致　国密摘要：9 个文件的 SM3 相符"]
    assert run(made) == (1, report(made, 文件=files, 国密摘要=sm3, end=wrong("文件")), "")


def test_renamed_file_is_named(made):
    made.place(SCAN).rename(made.place(f"{FAIRNESS}/佐证/另一张.png"))

    files = ["不合　文件：10 个文件中有 1 个不合", f"　　　被改名：{SCAN} → {FAIRNESS}/佐证/另一张.png"]
    sm3 = ["一致　国密摘要：9 个文件的 SM3 相符"]
    assert run(made) == (1, report(made, 文件=files, 国密摘要=sm3, end=wrong("文件")), "")


def test_added_files_are_named_and_those_of_systems_are_not(made):
    made.write(f"{FAIRNESS}/佐证/后补.pdf", b"later")
    made.write("封印/备注.txt", b"later")
    made.write(f"{FAIRNESS}/.DS_Store", b"finder")

    extra = ["不合　多出：有清单以外的内容", "　　　多出：封印/备注.txt", f"　　　多出：{FAIRNESS}/佐证/后补.pdf"]
    assert run(made) == (1, report(made, 多出=extra, end=wrong("多出")), "")


def test_links_are_reported_and_not_followed(made, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.txt").write_text("secret")
    made.place("材料/外面").symlink_to(tmp_path / "elsewhere")
    held = made.place(SCAN).read_bytes()
    made.place(SCAN).unlink()
    (tmp_path / "scan.png").write_bytes(held)
    made.place(SCAN).symlink_to(tmp_path / "scan.png")

    files = ["不合　文件：10 个文件中有 1 个不合", f"　　　缺少：{SCAN}"]
    extra = ["不合　多出：有清单以外的内容", f"　　　符号链接，没有打开：{SCAN}", "　　　符号链接，没有打开：材料/外面"]
    sm3 = ["一致　国密摘要：9 个文件的 SM3 相符"]
    assert run(made) == (1, report(made, 文件=files, 多出=extra, 国密摘要=sm3, end=wrong("文件", "多出")), "")


def test_altered_manifest_breaks_with_all_that_proves_it(made):
    data = made.place("清单.json").read_bytes().replace("缺材料".encode(), "达标".encode())
    made.write("清单.json", data)

    told = made.digest
    code, lines, _ = run(made, "--digest", told)
    made.digest = lines[1].removeprefix("摘要　：")
    digest = ["不合　摘要：与告知的摘要不同", f"　　　告知：{told}", f"　　　本包：{made.digest}"]
    viewer = ["不合　查看页：查看页与清单不合", "　　　页面里的清单与 清单.json 不同"]
    assert made.digest != told
    assert (code, lines) == (1, report(made, 摘要=digest, 查看页=viewer, end=wrong("摘要", "查看页", left="；未核：密钥、时间戳")))


def test_manifest_against_the_printed_digest_in_the_package(made):
    made.write("封印/摘要.txt", b"SHA-256 " + b"0" * 64)

    digest = ["不合　摘要：封印/摘要.txt 写的不是本包的摘要"]
    assert run(made) == (1, report(made, 摘要=digest, end=wrong("摘要", left="；未核：密钥、时间戳")), "")


def test_told_digest_and_key_that_fit(made):
    digest, key = ["一致　摘要：与告知的摘要相同"], [f"一致　密钥：公钥与告知的指纹相同：{made.fingerprint}"]
    expected = (0, report(made, 摘要=digest, 密钥=key, end="相符；未核：时间戳"), "")

    assert run(made, "--digest", made.digest, "--key", made.fingerprint.upper()) == expected
    assert run(made, "--digest", made.digest, "--key", made.public_key.hex()) == expected


@pytest.mark.parametrize("told", ["ab" * 8, "ab" * 32, "03a107", "x"])
def test_wrong_or_short_key_fingerprint_is_named(made, told):
    key = ["不合　密钥：公钥与告知的指纹不同", f"　　　告知：{told}", f"　　　包内：{made.public_key.hex()}"]

    assert made.public_key.hex().startswith("03a107")
    assert run(made, "--key", told) == (1, report(made, 密钥=key, end=wrong("密钥", left="；未核：摘要、时间戳")), "")


def test_manifest_that_is_not_canonical_is_named(made):
    data = json.dumps(made.manifest, ensure_ascii=False, indent=1).encode()
    made.write("清单.json", data)
    made.write("index.html", b"".join(offline.viewer(data, b"{}")))
    made.place("封印/摘要.txt").unlink()

    code, lines, _ = run(made)
    made.digest = lines[1].removeprefix("摘要　：")
    listed = ["不合　清单：清单本身有问题", "　　　不是规范写法：键的顺序、空格或编码不同"]
    assert (code, lines) == (1, report(made, 清单=listed, end=wrong("清单")))


def test_hostile_manifest_is_reported_and_opens_nothing(made):
    true = dict(made.files[0])
    made.manifest["files"] = sorted(
        [*made.files, *({**true, "path": path} for path in ("../外面.txt", "/etc/passwd", "C:/a.txt", "材料//a", "a\x1b[2J", "封印/x"))],
        key=lambda entry: entry["path"],
    )
    made.manifest["files"].append({**true, "path": "verify.PY"})
    made.seal()

    listed = [
        "不合　清单：清单本身有问题",
        "　　　路径里有空段或“..”，没有打开：../外面.txt",
        "　　　绝对路径或反斜杠，没有打开：/etc/passwd",
        "　　　绝对路径或反斜杠，没有打开：C:/a.txt",
        "　　　名称里有控制字符，没有打开：a\\u001b[2J",
        "　　　清单不应列这个文件，没有打开：封印/x",
        "　　　路径里有空段或“..”，没有打开：材料//a",
        "　　　列了两次，或只差大小写，没有打开：verify.PY",
    ]
    assert run(made) == (1, report(made, 清单=listed, end=wrong("清单")), "")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"format":1,"format":2}', "同一个键出现两次"),
        (b"[" * 100_000, "嵌套过深"),
        (b"[]", "不是一条记录"),
    ],
)
def test_manifest_that_cannot_be_read(made, data, said):
    made.write("清单.json", data)

    code, lines, _ = run(made)
    assert (code, lines[0], lines[2:]) == (1, "材料包：（）", ["不合　清单：清单.json 读不懂", f"　　　{said}", "结论　：不合（清单）"])


@pytest.mark.parametrize("value", [None, 1, "x", [], [[]], {}, [{"path": 1}], [{"path": "a", "size": True}]])
@pytest.mark.parametrize("key", ["files", "log", "viewer_sha256", "title", "tree"])
def test_manifest_of_wrong_shapes_never_ends_in_a_traceback(made, key, value):
    made.manifest[key] = value
    made.seal()

    code, lines, errors = run(made)
    assert (code in (0, 1), errors, lines[-1].startswith("结论　：")) == (True, "", True)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"<title>", "<title>伪".encode(), ["　　　页面本身被改动：与清单记的模板摘要不同"]),
        (b'id="manifest">ey', b'id="manifest">AAAAey', ["　　　页面里的清单与 清单.json 不同"]),
        (b'id="manifest">ey', b'id="manifest">*ey', ["　　　数据块不是 base64"]),
    ],
)
def test_altered_viewer_is_named(made, old, new, said):
    page = made.place("index.html").read_bytes()
    assert page.count(old) == 1
    made.write("index.html", page.replace(old, new))

    code, lines, _ = run(made)
    viewer = ["不合　查看页：查看页与清单不合", *said]
    assert (code, lines) == (1, report(made, 查看页=viewer, end=wrong("查看页")))


def test_altered_search_texts_are_named_where_the_manifest_knows_them(made):
    made.manifest["texts_sha256"] = "0" * 64
    made.seal()

    viewer = ["不合　查看页：查看页与清单不合", "　　　页面里的搜索文字被改动"]
    assert run(made) == (1, report(made, 查看页=viewer, end=wrong("查看页")), "")


def relisted(made, path, data):
    """The forger also writes the altered file's digests into the manifest."""
    entry = next(entry for entry in made.files if entry["path"] == path)
    made.write(path, data)
    entry.update(made.entry(path, data, *(entry[key] for key in ("role", "title", "media_type", "indicator", "unit"))))
    made.seal()


def test_altered_leaf_does_not_prove(made):
    log = made.place("日志/经过.jsonl").read_bytes()
    relisted(made, "日志/经过.jsonl", log.replace(b'"entry":7', b'"entry":8'))

    trail = ["不合　经过：经过与检查点不合", "　　　第 3 行不在检查点之内：被改动，或证明不对"]
    assert run(made) == (1, report(made, 经过=trail, end=wrong("经过")), "")


def test_left_out_and_doubled_leaves_are_named(made):
    lines = made.place("日志/经过.jsonl").read_bytes().splitlines(keepends=True)
    relisted(made, "日志/经过.jsonl", b"".join([*lines[:2], lines[1]]))
    proofs = json.loads(made.place("封印/日志证明.json").read_bytes())
    made.write("封印/日志证明.json", canonical({**proofs, "2": proofs["1"]}))

    trail = ["不合　经过：经过与检查点不合", "　　　第 3 行不在检查点之内：被改动，或证明不对", "　　　清单记 4 条，实有 3 条"]
    assert run(made) == (1, report(made, 经过=trail, end=wrong("经过")), "")


@pytest.mark.parametrize(
    "bad", [{"index": 4}, {"index": 13}, {"index": -1}, {"index": True}, {"path": []}, {"path": ["00"] * 4}, {"path": "x"}, {"path": None}]
)
def test_wrong_proof_is_named(made, bad):
    proofs = json.loads(made.place("封印/日志证明.json").read_bytes())
    proofs["1"].update(bad)
    made.write("封印/日志证明.json", canonical(proofs))

    trail = ["不合　经过：经过与检查点不合", "　　　第 2 行不在检查点之内：被改动，或证明不对"]
    assert run(made) == (1, report(made, 经过=trail, end=wrong("经过")), "")


@pytest.mark.parametrize(
    "change", [{"size": 14}, {"root": "0" * 64}, {"at": "2025-11-21T08:00:00Z"}, {"signature": "0" * 128}, {"algorithm": "none"}]
)
def test_forged_checkpoint_is_named(made, change):
    made.write("封印/检查点.json", canonical({**made.checkpoint(), **change}))

    forged, trail = ["不合　检查点：检查点的签名无效"], ["不合　经过：没有可信的检查点，无从核对"]
    assert run(made) == (1, report(made, 检查点=forged, 经过=trail, end=wrong("检查点", "经过")), "")


def test_missing_checkpoint_is_no_pass(made):
    made.place("封印/检查点.json").unlink()

    lines = {
        "检查点": ["不合　检查点：缺少 封印/检查点.json"],
        "密钥": ["未核　密钥：没有检查点的公钥"],
        "经过": ["不合　经过：没有可信的检查点，无从核对"],
    }
    assert run(made) == (1, report(made, **lines, end=wrong("检查点", "经过")), "")


def test_package_made_without_the_journal_says_so(made):
    for path in ("封印/检查点.json", "封印/日志证明.json", "日志/经过.jsonl"):
        made.place(path).unlink()
    made.files[:] = [entry for entry in made.files if entry["role"] != "journal"]
    made.manifest["log"] = {"origin": "", "entries": 0}
    made.seal()
    made.place("封印/检查点.json").unlink()
    made.place("封印/日志证明.json").unlink()

    lines = {
        "清单": ["一致　清单：规范写法，列有 9 个文件"],
        "文件": ["一致　文件：9 个文件的大小和 SHA-256 相符"],
        "国密摘要": ["一致　国密摘要：9 个文件的 SM3 相符"],
        "检查点": ["未核　检查点：清单写明这个材料包不带经过"],
        "密钥": ["未核　密钥：没有检查点的公钥"],
        "经过": ["未核　经过：清单写明这个材料包不带经过"],
    }
    assert run(made) == (0, report(made, **lines, end="相符；未核：摘要、检查点、密钥、经过、时间戳"), "")
    assert run(made, "--key", "ab" * 8)[1][-4] == "不合　密钥：没有可用的公钥，对不上告知的指纹"


def test_checkpoint_of_another_system_is_named(made):
    made.manifest["log"]["origin"] = "别处"
    made.seal()

    code, lines, _ = run(made)
    other = ["不合　检查点：检查点不是清单所记系统的", "　　　清单：别处", "　　　检查点：示例市法治创建"]
    trail = ["不合　经过：没有可信的检查点，无从核对"]
    assert (code, lines) == (1, report(made, 检查点=other, 经过=trail, end=wrong("检查点", "经过")))


def test_sm3_by_hand_where_python_has_none(made):
    assert run(made, program=("-c", NO_SM3, "verify.py")) == (0, report(made), "")


def test_large_files_are_left_by_the_slow_sm3_and_said(made):
    made.files.append(made.entry("大.bin", b"\x07" * 1_100_000, "proof", "大", "", "", ""))
    made.write("大.bin", b"\x07" * 1_100_000)
    made.files.sort(key=lambda entry: entry["path"])
    made.seal()

    words = "10 个文件相符；1 个较大的没有核，因为本机 Python 不带 SM3，加 --all 逐个核"
    expected = report(made, 清单=["一致　清单：规范写法，列有 11 个文件"], 文件=["一致　文件：11 个文件的大小和 SHA-256 相符"],
        国密摘要=[f"未核　国密摘要：{words}"], end="相符；未核：摘要、国密摘要、密钥、时间戳")  # fmt: skip
    assert run(made, program=("-c", NO_SM3, "verify.py")) == (0, expected, "")


def test_wrong_sm3_alone_is_named(made):
    made.files[3]["sm3"] = "0" * 64
    made.seal()

    sm3 = ["不合　国密摘要：1 个文件的 SM3 不同", f"　　　SM3 不同：{made.files[3]['path']}"]
    assert run(made) == (1, report(made, 国密摘要=sm3, end=wrong("国密摘要")), "")


def test_json_says_the_same(made):
    made.place(SCAN).unlink()

    code, lines, _ = run(made, "--json")
    said = json.loads("\n".join(lines))
    assert (code, said["result"], said["sha256"], said["public_key"], said["is_sample"]) == (
        1,
        "wrong",
        made.digest,
        made.public_key.hex(),
        True,
    )
    assert [test for test in said["tests"] if test["state"] == "不合"] == [
        {"name": "文件", "state": "不合", "words": "10 个文件中有 1 个不合", "findings": [f"缺少：{SCAN}"]}
    ]


def test_cannot_run_is_another_exit(made):
    made.place("清单.json").unlink()

    assert run(made, ".") == (
        2,
        [],
        "不能核验：“.”里没有 清单.json。请把材料包整个解开，在解开的文件夹里运行；或者把 ZIP 文件写在命令后面。\n",
    )
    assert run(made, "verify.py") == (2, [], "不能核验：“verify.py”不是文件夹，也不是 ZIP 文件。\n")


def test_tricks_in_a_zip_are_reported(made):
    archive = made.zipped()
    with zipfile.ZipFile(archive, "a") as opened:
        opened.writestr("../外面.txt", b"x")
        link = zipfile.ZipInfo("材料/链接")
        link.external_attr = 0o120777 << 16
        opened.writestr(link, "/etc/passwd")
        with pytest.warns(UserWarning, match="Duplicate name"):
            opened.writestr(SCAN, b"other")

    extra = [
        "不合　多出：有清单以外的内容",
        "　　　路径里有空段或“..”，没有打开：../外面.txt",
        "　　　符号链接，没有打开：材料/链接",
        f"　　　同名文件有两个：{SCAN}",
    ]
    assert run(made, str(archive)) == (1, report(made, 多出=extra, end=wrong("多出")), "")


def test_damaged_zip_names_the_file(made):
    archive = made.zipped()
    data = bytearray(archive.read_bytes())
    at = data.index(LIST.encode()) + len(LIST.encode())
    data[at + 5 : at + 25] = bytes(20)
    archive.write_bytes(data)

    code, lines, errors = run(made, str(archive))
    found = [line for line in lines if LIST in line]
    assert (code, found[0].split("：")[0].strip("　"), errors) == (1, "读不出来", "")


def test_names_in_pieces_are_the_same_names(made):
    composed, pieces = "材料/é.txt", "材料/e\u0301.txt"
    made.files.append(made.entry(composed, b"x", "proof", "é", "text/plain", "", ""))
    made.files.sort(key=lambda entry: entry["path"])
    made.write(pieces, b"x")
    made.seal()

    more = {
        "清单": ["一致　清单：规范写法，列有 11 个文件"],
        "文件": ["一致　文件：11 个文件的大小和 SHA-256 相符"],
        "国密摘要": ["一致　国密摘要：11 个文件的 SM3 相符"],
    }
    assert run(made) == (0, report(made, **more), "")


def test_chinese_console_without_every_sign(made):
    made.write("材料/𠮷\u200b.txt", b"x")
    done = subprocess.run(
        [sys.executable, "-S", "verify.py"], cwd=made.folder, capture_output=True, env={"PYTHONIOENCODING": "gbk", "PATH": ""}
    )

    assert (done.returncode, done.stderr) == (1, b"")
    assert done.stdout.decode("gbk").splitlines()[5:7] == ["不合　多出：有清单以外的内容", "　　　多出：材料/?\\u200b.txt"]


def test_same_bytes_at_two_places_are_no_fault(made):
    held = CONTENTS[REPORT][0].encode()
    made.files.append(made.entry("材料/再一份.txt", held, "proof", "再一份", "text/plain", "", ""))
    made.files.sort(key=lambda entry: entry["path"])
    made.write("材料/再一份.txt", held)
    made.seal()

    more = {
        "清单": ["一致　清单：规范写法，列有 11 个文件"],
        "文件": ["一致　文件：11 个文件的大小和 SHA-256 相符"],
        "国密摘要": ["一致　国密摘要：11 个文件的 SM3 相符"],
    }
    assert run(made) == (0, report(made, **more), "")


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    if not shutil.which("openssl"):
        pytest.skip("没有 openssl 命令，时间戳的测试跳过。安装方法：apt install openssl")
    return Authority(tmp_path_factory.mktemp("tsa"))


def test_time_stamp_of_a_local_authority_holds(made, authority):
    authority.stamp(made)

    code, lines, _ = run(made)
    when = lines[-2].removeprefix("一致　时间戳：").split(" 已有")[0]
    stamp = [f"一致　时间戳：{when} 已有本清单；机构证书为包内自带，请另行确认机构"]
    assert (code, lines) == (0, report(made, 时间戳=stamp, end="相符；未核：摘要、密钥"))
    assert run(made, "--ca", str(authority.folder / "ca.pem"))[1][-2] == f"一致　时间戳：{when} 已有本清单"


def test_time_stamp_of_another_manifest_does_not_hold(made, authority):
    authority.stamp(made)
    made.manifest["as_of"] = "2025-11-21"
    made.seal()

    assert run(made) == (
        1,
        report(made, 时间戳=["不合　时间戳：时间戳与清单或证书不合"], end=wrong("时间戳", left="；未核：摘要、密钥")),
        "",
    )


def test_time_stamp_without_openssl_is_left_open(made, authority):
    authority.stamp(made)
    done = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py"],
        cwd=made.folder,
        capture_output=True,
        encoding="utf-8",
        env={"PATH": "", "PYTHONUTF8": "1"},
    )

    assert (done.returncode, done.stdout.splitlines()) == (0, report(made, 时间戳=["未核　时间戳：本机没有 openssl；装上后再核"]))
