"""The listed files against the manifest: which are altered, swapped, renamed or missing, and what nobody listed."""

from __future__ import annotations

import hashlib
import re
import sys
import time
import zipfile

from fazhi.reports.package.offline.verify.places import SEAL, UNLISTED, canonical, composed, is_count, is_digest, path_fault
from fazhi.reports.package.offline.verify.sm3 import new_sm3

FINE, WRONG, OPEN = "一致", "不合", "未核"
LEFT_BY_SYSTEMS = re.compile(r"(^|/)(\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini)$|^__MACOSX/", re.IGNORECASE)
OWN_SM3_EACH, OWN_SM3_ALL = 1 << 20, 1 << 24  # bytes that go through the slow SM3 unless --all asks for every one
CHUNK = 1 << 20
UNREADABLE = (OSError, EOFError, RuntimeError, ValueError, zipfile.BadZipFile, zipfile.zlib.error)  # type: ignore[attr-defined]


def judged(findings, words, otherwise):
    """A result: (state, words, findings)"""
    return (WRONG, otherwise, findings) if findings else (FINE, words, [])


def manifest_test(data, manifest):
    """Also leaves in manifest["files"] only the entries that can be checked."""
    listed = manifest.get("files")
    findings = [] if manifest.get("format") == "fazhi-package/1" else ["格式不是 fazhi-package/1"]
    try:
        findings += [] if canonical(manifest) == data else ["不是规范写法：键的顺序、空格或编码不同"]
    except (ValueError, RecursionError):
        findings.append("不是规范写法：有不能编码的内容")
    fine, seen = [], set()
    for entry in listed if isinstance(listed, list) else []:
        fault = entry_fault(entry)
        path = composed(entry["path"]) if isinstance(entry, dict) and isinstance(entry.get("path"), str) else ""
        if not fault and path.casefold() in seen:
            fault = "列了两次，或只差大小写"
        if fault:
            findings.append(f"{fault}，没有打开：{path}")
        else:
            fine.append({**entry, "path": path})
            seen.add(path.casefold())
    if not fine:
        findings.append("没有列出文件")
    if isinstance(listed, list) and not findings and listed != sorted(listed, key=lambda entry: entry["path"]):
        findings.append("文件没有按路径排列")
    manifest["files"] = fine
    return judged(findings, f"规范写法，列有 {len(fine)} 个文件", "清单本身有问题")


def entry_fault(entry):
    """Why the entry cannot be checked; empty where it can."""
    if not isinstance(entry, dict) or not isinstance(entry.get("path"), str):
        return "记录不完整"
    if entry["path"] in UNLISTED or entry["path"].startswith(SEAL):
        return "清单不应列这个文件"
    complete = is_digest(entry.get("sha256")) and is_digest(entry.get("sm3")) and is_count(entry.get("size"))
    return path_fault(entry["path"]) or ("" if complete else "记录不完整")


class Progress:
    """One line on a terminal, nothing elsewhere."""

    def __init__(self, total):
        self.total, self.done, self.said = total, 0, 0.0

    def more(self, count):
        self.done += count
        if sys.stderr.isatty() and time.monotonic() - self.said > 0.2:
            self.said = time.monotonic()
            share = min(100, self.done * 100 // max(1, self.total))
            sys.stderr.write(f"\r正在核验 {share}%（{self.done >> 20}/{self.total >> 20} MB）")

    def end(self):
        if self.said:
            sys.stderr.write("\r" + " " * 60 + "\r")


class Reading:
    """Every listed file, read once."""

    def __init__(self, package, files, everything):
        self.package, self.everything = package, everything
        self.listed = {entry["path"]: entry for entry in files}
        self.sizes = {entry["size"] for entry in files}
        self.progress = Progress(sum(entry["size"] for entry in files))
        self.altered, self.missing, self.unread = {}, [], []  # altered: {path: the digest found, or ""}
        self.sm3_wrong, self.sm3_left, self.sm3_slow, self.sm3_fine = [], 0, 0, 0
        for path, entry in self.listed.items():
            self.read(path, entry)

    def read(self, path, entry):
        size = self.package.sizes.get(path)
        if size is None:
            self.missing.append(path)
        elif size not in self.sizes:  # it cannot be another listed file either: no need to read it
            self.altered[path] = ""
        else:
            sm3 = self.sm3_for(size)
            try:
                found = self.digest(path, sm3)
            except UNREADABLE as error:
                self.unread.append(f"读不出来：{path}（{type(error).__name__}）")
                return
            if found != entry["sha256"] or size != entry["size"]:
                self.altered[path] = found
            elif sm3 is None:
                self.sm3_left += 1
            elif sm3.hexdigest() == entry["sm3"]:
                self.sm3_fine += 1
            else:
                self.sm3_wrong.append(f"SM3 不同：{path}")

    def sm3_for(self, size):
        """A new SM3, or None where it would take too long."""
        sm3, slow = new_sm3()
        if not slow or self.everything:
            return sm3
        if size > OWN_SM3_EACH or self.sm3_slow + size > OWN_SM3_ALL:
            return None
        self.sm3_slow += size
        return sm3

    def digest(self, path, sm3=None):
        """SHA-256 of a file; `sm3` is fed along."""
        sha256 = hashlib.sha256()
        with self.package.open(path) as file:
            for chunk in iter(lambda: file.read(CHUNK), b""):
                sha256.update(chunk)
                if sm3:
                    sm3.update(chunk)
                self.progress.more(len(chunk))
        return sha256.hexdigest()

    def renamed(self, extra):
        """{listed path: the name of no listed file under which its bytes lie}"""
        wanted, renamed = {}, {}
        for path in self.missing:
            wanted.setdefault(self.listed[path]["sha256"], []).append(path)
        sizes = {self.listed[path]["size"] for path in self.missing}
        for path in extra:
            try:
                olds = wanted.get(self.digest(path)) if self.package.sizes[path] in sizes else None
            except UNREADABLE:
                continue
            if olds:
                renamed[olds.pop(0)] = path
        return renamed

    def alterations(self):
        """What happened to the altered files: swapped, written over by another one, or changed."""
        owner = {entry["sha256"]: path for path, entry in self.listed.items()}
        owner.update({self.listed[path]["sha256"]: path for path in self.altered})  # the likelier source of the same bytes
        swapped = set()
        for path, found in self.altered.items():
            other = owner.get(found)
            if path in swapped:
                continue
            if other in self.altered and self.altered[other] == self.listed[path]["sha256"]:
                swapped.add(other)
                yield f"两个文件被对调：{path} ↔ {other}"
            elif other:
                yield f"被换成另一个文件：{path}（内容是 {other}）"
            else:
                yield f"被改动：{path}"


def files_tests(package, files, everything):
    """The results of three tests: the listed files, names that nobody listed, and SM3."""
    reading = Reading(package, files, everything)
    extra = sorted(set(package.sizes) - set(reading.listed) - UNLISTED)
    system = [path for path in extra if LEFT_BY_SYSTEMS.search(path)]
    extra = [path for path in extra if path not in set(system)]
    renamed = reading.renamed(extra)
    reading.progress.end()
    findings = [*reading.alterations(), *(f"被改名：{old} → {new}" for old, new in renamed.items())]
    findings += [f"缺少：{path}" for path in reading.missing if path not in renamed] + reading.unread
    bad = len(reading.altered) + len(reading.missing) + len(reading.unread)
    in_files = judged(findings, f"{len(files)} 个文件的大小和 SHA-256 相符", f"{len(files)} 个文件中有 {bad} 个不合")
    others = [f"多出：{path}" for path in extra if path not in set(renamed.values())] + package.odd
    left = f"（另有系统自己留下的 {len(system)} 个，不算）" if system else ""
    sm3 = judged(reading.sm3_wrong, f"{reading.sm3_fine} 个文件的 SM3 相符", f"{len(reading.sm3_wrong)} 个文件的 SM3 不同")
    if reading.sm3_left and sm3[0] == FINE:
        words = f"{reading.sm3_fine} 个文件相符；{reading.sm3_left} 个较大的没有核，因为本机 Python 不带 SM3，加 --all 逐个核"
        sm3 = OPEN, words, []
    return {"文件": in_files, "多出": judged(others, "没有清单以外的文件" + left, "有清单以外的内容"), "国密摘要": sm3}
