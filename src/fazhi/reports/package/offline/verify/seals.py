"""What proves the manifest: the viewer that holds it, the checkpoint, the journal, and the time stamp."""

from __future__ import annotations

import base64
import binascii
import calendar
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import time

from fazhi.reports.package.offline.verify.ed25519 import signature_holds
from fazhi.reports.package.offline.verify.files import FINE, OPEN, WRONG, judged
from fazhi.reports.package.offline.verify.merkle import root_from_proof
from fazhi.reports.package.offline.verify.places import (
    CHAIN,
    CHECKPOINT,
    INDEX,
    LOG,
    PRINTED,
    PROOFS,
    REPLY,
    all_of,
    is_count,
    is_digest,
    json_of,
)

BLOCK = rb'(<script type="application/json" id="%s">)([^<]*)(?=</script>)'


def viewer_test(package, data, manifest):
    if INDEX not in package.sizes:
        return WRONG, "缺少 index.html", []
    page, held = all_of(package, INDEX), {}
    for name in (b"manifest", b"texts"):
        blocks = re.findall(BLOCK % name, page)
        if len(blocks) != 1:
            return WRONG, "index.html 里的数据块不完整", []
        held[name] = blocks[0][1].strip()
        page = re.sub(BLOCK % name, rb"\1", page)
    findings = []
    if hashlib.sha256(page).hexdigest() != manifest.get("viewer_sha256"):
        findings.append("页面本身被改动：与清单记的模板摘要不同")
    try:
        decoded = {name: base64.b64decode(value, validate=True) for name, value in held.items()}
    except binascii.Error:
        return WRONG, "查看页与清单不合", [*findings, "数据块不是 base64"]
    if decoded[b"manifest"] != data:
        findings.append("页面里的清单与 清单.json 不同")
    if manifest.get("texts_sha256", hashlib.sha256(decoded[b"texts"]).hexdigest()) != hashlib.sha256(decoded[b"texts"]).hexdigest():
        findings.append("页面里的搜索文字被改动")
    return judged(findings, "index.html 里的清单就是 清单.json，页面未被改动", "查看页与清单不合")


def told_log(manifest):
    """(the journal's system, how many entries) as the manifest says; a package may be made without the journal: ("", 0)."""
    log = manifest.get("log")
    return (log.get("origin"), log.get("entries")) if isinstance(log, dict) else (None, None)


def checkpoint_test(package, manifest):
    """(result, the checkpoint or None, its public key in hex or nothing)"""
    if CHECKPOINT not in package.sizes:
        without = told_log(manifest) == ("", 0) and LOG not in package.sizes
        return ((OPEN, "清单写明这个材料包不带经过", []) if without else (WRONG, f"缺少 {CHECKPOINT}", [])), None, ""
    try:
        point = json_of(all_of(package, CHECKPOINT))
        said = "fazhi-checkpoint/1\n{origin}\n{size}\n{root}\n{at}\n".format(**point).encode()
        key, signature = bytes.fromhex(point["public_key"]), bytes.fromhex(point["signature"])
        fine = point["format"] == "fazhi-checkpoint/1" and point["algorithm"] == "Ed25519" and isinstance(point["origin"], str)
        fine = fine and is_digest(point["root"]) and is_count(point["size"])
    except (KeyError, ValueError, TypeError, AttributeError, IndexError):
        return (WRONG, f"{CHECKPOINT} 读不懂", []), None, ""
    if not fine or not signature_holds(key, said, signature):
        return (WRONG, "检查点的签名无效", []), None, key.hex()
    if told_log(manifest)[0] != point["origin"]:
        findings = [f"清单：{told_log(manifest)[0]}", f"检查点：{point['origin']}"]
        return (WRONG, "检查点不是清单所记系统的", findings), None, key.hex()
    return (FINE, f"签名有效：{point['origin']}，{point['size']} 条，{point['at']}", []), point, key.hex()


def fingerprint(key):
    """The first sixteen digits in fours, as the system shows them."""
    return " ".join(key[at : at + 4] for at in range(0, 16, 4))


def key_test(key, told):
    """`told` is the fingerprint or more of the key's digits."""
    told = re.sub(r"[\s:\-]", "", told or "").lower()
    if not key:
        return (WRONG, "没有可用的公钥，对不上告知的指纹", []) if told else (OPEN, "没有检查点的公钥", [])
    if not told:
        return OPEN, "请向制作单位另行问得公钥指纹，用 --key 核对", [f"包内：{fingerprint(key)}"]
    if len(told) >= 16 and key.startswith(told):
        return FINE, f"公钥与告知的指纹相同：{fingerprint(key)}", []
    return WRONG, "公钥与告知的指纹不同", [f"告知：{told}", f"包内：{key}"]


def log_test(package, manifest, point):
    origin, wanted = told_log(manifest)
    if LOG not in package.sizes:
        return (OPEN, "清单写明这个材料包不带经过", []) if (origin, wanted) == ("", 0) else (WRONG, f"缺少 {LOG}", [])
    if point is None:
        return WRONG, "没有可信的检查点，无从核对", []
    try:
        proofs = json_of(all_of(package, PROOFS))
    except (KeyError, ValueError):
        return WRONG, f"缺少 {PROOFS}，或读不懂", []
    findings, number, seen, root = [], 0, set(), bytes.fromhex(point["root"])
    with package.open(LOG) as file:
        for number, line in enumerate(file, 1):
            try:
                proof = proofs[str(number - 1)]
                path, index = [bytes.fromhex(step) for step in proof["path"]], proof["index"]
                holds = is_count(index) and index not in seen and root_from_proof(line.rstrip(b"\n"), index, point["size"], path) == root
                seen.add(index)
            except (KeyError, ValueError, TypeError):
                holds = False
            if not holds:
                findings.append(f"第 {number} 行不在检查点之内：被改动，或证明不对")
    if number != wanted:
        findings.append(f"清单记 {wanted} 条，实有 {number} 条")
    return judged(findings, f"{number} 条经过都在检查点的 {point['size']} 条之内", "经过与检查点不合")


def digest_test(package, digest, told):
    found = re.sub(r"[\s:\-]", "", told).lower() if told else ""
    if told and found != digest:
        return WRONG, "与告知的摘要不同", [f"告知：{found}", f"本包：{digest}"]
    try:
        if PRINTED in package.sizes and digest not in re.sub(rb"[\s:\-]", b"", all_of(package, PRINTED)).decode("utf-8").lower():
            return WRONG, f"{PRINTED} 写的不是本包的摘要", []
    except ValueError:
        return WRONG, f"{PRINTED} 读不懂", []
    return (FINE, "与告知的摘要相同", []) if told else (OPEN, "请与纸面或回执上的摘要比对，或用 --digest 核对", [])


def stamp_test(package, data, ca):
    if REPLY not in package.sizes:
        return OPEN, "没有时间戳", []
    if CHAIN not in package.sizes and not ca:
        return OPEN, "没有随附时间戳证书", []
    openssl = shutil.which("openssl")
    if not openssl:
        return OPEN, "本机没有 openssl；装上后再核", []
    held = {"data": data, "reply.tsr": all_of(package, REPLY), "chain.pem": all_of(package, CHAIN) if CHAIN in package.sizes else b""}
    with tempfile.TemporaryDirectory() as folder:
        place = {name: os.path.join(folder, name) for name in held}
        for name, content in held.items():
            with open(place[name], "wb") as file:
                file.write(content)
        chain = ["-untrusted", place["chain.pem"]] if held["chain.pem"] else []
        verify = [openssl, "ts", "-verify", "-data", place["data"], "-in", place["reply.tsr"], "-CAfile", ca or place["chain.pem"], *chain]
        said = spoken(*verify)
        at, now = stamped_at(spoken(openssl, "ts", "-reply", "-in", place["reply.tsr"], "-text")), ""
        if "Verification: OK" not in said and at:  # a certificate that was good on that day may have run out since
            again = spoken(*verify, "-attime", str(at))
            said, now = (again, "；证书现已过期，按签发那一刻核") if "Verification: OK" in again else (said, "")
    if "Verification: OK" in said:
        when = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(at)) if at else "时刻不详"
        return FINE, f"{when} 已有本清单" + ("" if ca else "；机构证书为包内自带，请另行确认机构") + now, []
    if "Verification: FAILED" in said:
        return WRONG, "时间戳与清单或证书不合", []
    return OPEN, "本机的 openssl 不能核时间戳", []


def spoken(*command):
    try:
        env = {**os.environ, "LC_ALL": "C"}
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, timeout=120, env=env)
        return done.stdout.decode("utf-8", "replace")
    except (OSError, subprocess.SubprocessError):
        return ""


def stamped_at(text):
    """Seconds since 1970, read from `openssl ts -reply -text`; month names are spelled here since those of the machine may differ."""
    found = re.search(r"^Time stamp: ([A-Z][a-z]{2}) +(\d+) (\d+):(\d+):(\d+)(?:\.\d+)? (\d{4}) GMT", text, re.MULTILINE)
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    if not found or found[1] not in months:
        return None
    return calendar.timegm((int(found[6]), months.index(found[1]) + 1, *map(int, found.group(2, 3, 4, 5))))
