"""Where the files of a package lie: an unpacked folder, or the ZIP itself; and the names of what proves it."""

from __future__ import annotations

import json
import os
import re
import stat
import unicodedata
import zipfile

MANIFEST, INDEX, LOG, SEAL = "清单.json", "index.html", "日志/经过.jsonl", "封印/"
CHECKPOINT, PROOFS = SEAL + "检查点.json", SEAL + "日志证明.json"
REPLY, CHAIN, PRINTED = SEAL + "时间戳.tsr", SEAL + "时间戳证书.pem", SEAL + "摘要.txt"
OTHERS = {SEAL + name for name in ("时间戳请求.tsq", "时间戳说明.txt", "回执.json")}  # kept for people, tested by nothing
UNLISTED = {MANIFEST, INDEX, CHECKPOINT, PROOFS, REPLY, CHAIN, PRINTED, *OTHERS}
LONGEST_JSON = 1 << 29  # bytes; a longer one is no package of ours


class CannotRun(Exception):
    pass


def composed(path):
    """macOS may give names back in pieces (NFD); names are compared in one spelling."""
    return unicodedata.normalize("NFC", path)


class Folder:
    def __init__(self, root):
        self.root = "\\\\?\\" + os.path.abspath(root) if os.name == "nt" else os.path.abspath(root)
        self.sizes, self.places, self.odd = {}, {}, []
        self.walk(self.root, "")

    def walk(self, folder, within):
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
            path, kind = composed(within + entry.name), entry.stat(follow_symlinks=False)
            if entry.is_symlink() or getattr(kind, "st_reparse_tag", 0) in (0xA0000003, 0xA000000C):
                self.odd.append(f"符号链接，没有打开：{path}")
            elif stat.S_ISDIR(kind.st_mode):
                self.walk(entry.path, within + entry.name + "/")
            elif not stat.S_ISREG(kind.st_mode):
                self.odd.append(f"不是普通文件，没有打开：{path}")
            elif path in self.sizes:
                self.odd.append(f"同名文件有两个：{path}")
            else:
                self.sizes[path], self.places[path] = kind.st_size, entry.path

    def open(self, path):
        return open(self.places[path], "rb")


class Archive:
    def __init__(self, file):
        self.zip = zipfile.ZipFile(file)
        self.sizes, self.places, self.odd = {}, {}, []
        for info in self.zip.infolist():
            path = composed(info.orig_filename)
            if path.endswith("/") and not info.file_size:
                continue
            if fault := path_fault(path):
                self.odd.append(f"{fault}，没有打开：{path}")
            elif stat.S_ISLNK(info.external_attr >> 16):
                self.odd.append(f"符号链接，没有打开：{path}")
            elif info.flag_bits & 1:
                self.odd.append(f"加了密，没有打开：{path}")
            elif path in self.sizes:
                self.odd.append(f"同名文件有两个：{path}")
            else:
                self.sizes[path], self.places[path] = info.file_size, info

    def open(self, path):
        return self.zip.open(self.places[path])


def path_fault(path):
    """Why a path from the manifest or a ZIP is none of a package; empty where it is one."""
    if path.startswith("/") or re.match(r"[A-Za-z]:", path) or "\\" in path:
        return "绝对路径或反斜杠"
    if any(part in ("", ".", "..") for part in path.split("/")):
        return "路径里有空段或“..”"
    return "名称里有控制字符" if any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in path) else ""


def all_of(package, path, limit=LONGEST_JSON):
    if package.sizes[path] > limit:
        raise ValueError(f"超过 {limit >> 20} MB，没有读")
    with package.open(path) as file:
        return file.read()


def json_of(data):
    """Raises ValueError for what is no JSON and for a key that comes twice."""

    def pairs(found):
        if len(dict(found)) < len(found):
            raise ValueError("同一个键出现两次")
        return dict(found)

    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=pairs)
    except RecursionError:
        raise ValueError("嵌套过深") from None


def canonical(obj):
    return json.dumps(obj, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")


def is_digest(text):
    return isinstance(text, str) and re.fullmatch("[0-9a-f]{64}", text) is not None


def is_count(number):
    return type(number) is int and number >= 0
