"""The report: every test in a line, for a reader or as JSON."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import unicodedata
import zipfile

from fazhi.reports.package.offline.verify.files import OPEN, WRONG, files_tests, manifest_test
from fazhi.reports.package.offline.verify.places import MANIFEST, Archive, CannotRun, Folder, all_of, json_of
from fazhi.reports.package.offline.verify.seals import checkpoint_test, digest_test, key_test, log_test, stamp_test, viewer_test

SHOWN = 20  # findings of one test


def package_at(place):
    if os.path.isdir(place):
        package = Folder(place)
    elif zipfile.is_zipfile(place):
        package = Archive(place)
    else:
        raise CannotRun(f"“{place}”不是文件夹，也不是 ZIP 文件。")
    if MANIFEST not in package.sizes:
        raise CannotRun(f"“{place}”里没有 {MANIFEST}。请把材料包整个解开，在解开的文件夹里运行；或者把 ZIP 文件写在命令后面。")
    return package


def verified(package, options):
    """The report as one record."""
    data = all_of(package, MANIFEST)
    digest = hashlib.sha256(data).hexdigest()
    report = {"format": "fazhi-verify/1", "title": "", "city": "", "is_sample": False, "sha256": digest, "public_key": ""}
    try:
        manifest = json_of(data)
        if not isinstance(manifest, dict):
            raise ValueError("不是一条记录")
    except ValueError as error:
        return {**report, "tests": [{"name": "清单", "state": WRONG, "words": "清单.json 读不懂", "findings": [str(error)]}]}
    report.update({key: manifest.get(key) for key in ("title", "city", "is_sample")})
    results = {"清单": manifest_test(data, manifest), "摘要": digest_test(package, digest, options.digest)}
    results.update(files_tests(package, manifest["files"], options.all))
    results["查看页"] = viewer_test(package, data, manifest)
    results["检查点"], point, report["public_key"] = checkpoint_test(package, manifest)
    results["密钥"] = key_test(report["public_key"], options.key)
    results["经过"] = log_test(package, manifest, point)
    results["时间戳"] = stamp_test(package, data, options.ca)
    names = ("state", "words", "findings")
    return {**report, "tests": [{"name": name, **dict(zip(names, result))} for name, result in results.items()]}  # noqa: B905 as above


def plain(text):
    """Names come from strangers: what moves a cursor or turns the writing round is spelled out."""
    moving = ("Cc", "Cf", "Cs", "Zl", "Zp")
    return "".join(f"\\u{ord(sign):04x}" if unicodedata.category(sign) in moving else sign for sign in str(text))


def lines_of(report):
    yield f"材料包：{report['title']}（{report['city']}）" + ("［示例，不是真实申报材料］" if report["is_sample"] else "")
    yield f"摘要　：{report['sha256']}"
    for test in report["tests"]:
        yield f"{test['state']}　{test['name']}：{test['words']}"
        yield from (f"　　　{finding}" for finding in test["findings"][:SHOWN])
        if len(test["findings"]) > SHOWN:
            yield f"　　　另有 {len(test['findings']) - SHOWN} 处，加 --json 看全部"
    wrong, left = ([test["name"] for test in report["tests"] if test["state"] == state] for state in (WRONG, OPEN))
    yield (f"结论　：不合（{'、'.join(wrong)}）" if wrong else "结论　：相符") + (f"；未核：{'、'.join(left)}" if left else "")


def options_of(arguments):
    parser = argparse.ArgumentParser(prog="verify.py", description="核验申报材料包：文件是否完整、有没有被改动，办理经过和时间戳是否可信。")
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("place", nargs="?", default=here, help="文件夹或 ZIP；不写就是本程序所在的文件夹")
    parser.add_argument("--key", help="制作单位另行告知的公钥指纹")
    parser.add_argument("--digest", help="纸面或回执上的材料包摘要")
    parser.add_argument("--ca", help="另行取得的时间戳机构根证书（PEM）")
    parser.add_argument("--all", action="store_true", help="本机没有 SM3 时，较大的文件也逐个核 SM3")
    parser.add_argument("--json", action="store_true", help="用 JSON 报告")
    return parser.parse_args(arguments)


def main(arguments=None):
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a GBK console has no sign for everything
    options = options_of(arguments)
    try:
        report = verified(package_at(options.place), options)
    except (CannotRun, OSError, zipfile.BadZipFile, MemoryError, RecursionError, ValueError) as error:
        sys.stderr.write(f"不能核验：{plain(error)}\n")
        return 2
    wrong = any(test["state"] == WRONG for test in report["tests"])
    as_json = {**report, "result": "wrong" if wrong else "fine"}
    sys.stdout.write((json.dumps(as_json, indent=1) if options.json else "\n".join(map(plain, lines_of(report)))) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    code = main()
    if os.name == "nt" and len(sys.argv) == 1 and "PROMPT" not in os.environ and sys.stdin.isatty():
        input("按回车键关闭。")  # opened by a double click: the window would be gone before it is read
    sys.exit(code)
