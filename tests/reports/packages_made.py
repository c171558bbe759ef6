"""A complete small package, made without the code that makes or checks packages: an independent hand for the tests of both."""

import hashlib
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from fazhi.reports.package import offline

ORIGIN, AT, SIZE = "示例市法治创建", "2025-11-20T08:00:00Z", 13
TAKEN = [2, 3, 7, 12]  # of the 13 entries of the journal, those that belong to this package
HOSTILE = "<img src=x onerror=alert(1)>"
TITLE = "法治政府建设综合示范创建申报材料"
PERMITS = "材料/一、政府职能依法全面履行/（一）加大简政放权力度/1.1.1 全面实行行政许可事项清单管理"
FAIRNESS = "材料/一、政府职能依法全面履行/（二）优化法治化营商环境/1.2.1 落实公平竞争审查制度"
LIST, REPORT = f"{PERMITS}/佐证/行政许可事项清单.pdf", f"{PERMITS}/佐证/公布情况.txt"
SCAN, PAGE = f"{FAIRNESS}/佐证/审查会议照片.png", f"{FAIRNESS}/冻结网页/公示.html"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060f80f0001040100b7d3a5d50000000049454e44ae426082"
)
CONTENTS = {  # path → (bytes, role, title, media type, indicator, unit, words)
    f"{PERMITS}/封面.txt": ("本市实行行政许可事项清单管理，清单外一律不得设定许可。", "cover", "封面", "text/plain", "1.1.1", ""),
    LIST: (b"%PDF-1.4 " + bytes(range(256)) * 40, "proof", "行政许可事项清单（2025年版）", "application/pdf", "1.1.1", "市政务服务中心"),
    REPORT: ("清单已于三月公布，共三百二十项。", "proof", "公布情况", "text/plain", "1.1.1", "市政务服务中心"),
    f"{FAIRNESS}/封面.txt": ("全年审查政策措施八十六件。", "cover", "封面", "text/plain", "1.2.1", ""),
    SCAN: (PNG, "proof", HOSTILE, "image/png", "1.2.1", "市市场监管局"),
    PAGE: (
        "<!doctype html><meta charset=utf-8><h1>公示</h1><script>document.title='跑了'</script>",
        "frozen",
        "公示",
        "text/html",
        "1.2.1",
        "",
    ),
    "四性检测报告.html": ("<!doctype html><meta charset=utf-8><h1>四性检测报告</h1>", "report", "四性检测报告", "text/html", "", ""),
}
TREE = [
    {"code": "1", "title": "一、政府职能依法全面履行", "level": 1, "state": "", "children": [
        {"code": "1.1", "title": "（一）加大简政放权力度", "level": 2, "state": "", "children": [
            {"code": "1.1.1", "title": "全面实行行政许可事项清单管理", "level": 3, "state": "达标", "children": []}]},
        {"code": "1.2", "title": "（二）优化法治化营商环境", "level": 2, "state": "", "children": [
            {"code": "1.2.1", "title": f"落实公平竞争审查制度{HOSTILE}", "level": 3, "state": "缺材料", "children": []}]}]},
]  # fmt: skip


def canonical(obj) -> bytes:
    return json.dumps(obj, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def sm3(data: bytes) -> str:
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize().hex()


def root(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + root(leaves[:half]) + root(leaves[half:])).digest()


def proof(leaves: list[bytes], index: int) -> list[bytes]:
    """RFC 6962, section 2.1.1, as it is written there."""
    if len(leaves) == 1:
        return []
    half = 1 << (len(leaves) - 1).bit_length() - 1
    if index < half:
        return [*proof(leaves[:half], index), root(leaves[half:])]
    return [*proof(leaves[half:], index - half), root(leaves[:half])]


class Made:
    """A package in a folder; after a change of what lies in it, `seal` writes the manifest and what proves it anew."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.signer = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
        self.public_key = self.signer.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.fingerprint = " ".join(self.public_key.hex()[at : at + 4] for at in range(0, 16, 4))
        self.leaves = [canonical({"at": AT, "entry": number, "verb": "通过"}) for number in range(SIZE)]
        entries = {path: (held if isinstance(held, bytes) else held.encode(), *rest) for path, (held, *rest) in CONTENTS.items()}
        log = b"".join(self.leaves[index] + b"\n" for index in TAKEN)
        entries["日志/经过.jsonl"] = (log, "journal", "办理经过", "application/jsonl", "", "")
        entries["使用说明.txt"] = (offline.guide(TITLE), "text", "使用说明", "text/plain", "", "")
        entries["verify.py"] = (offline.verify_script(), "tool", "核验程序", "text/x-python", "", "")
        for path, (data, *_) in entries.items():
            self.write(path, data)
        self.files = sorted((self.entry(path, *known) for path, known in entries.items()), key=lambda entry: entry["path"])
        self.texts = {path: held for path, (held, *_) in CONTENTS.items() if isinstance(held, str) and not held.startswith("<")}
        self.manifest = {
            "format": "fazhi-package/1", "title": TITLE, "city": "示例市", "campaign": "2025年度创建",
            "profile": "综合示范", "as_of": "2025-11-20",
            "is_sample": True, "files": self.files, "tree": TREE, "log": {"origin": ORIGIN, "entries": len(TAKEN)},
            "viewer_sha256": offline.viewer_sha256(),
        }  # fmt: skip
        self.seal()

    def entry(self, path, data, role, title, media_type, indicator, unit):
        digests = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "sm3": sm3(data)}
        return {"path": path, "role": role, "title": title, "media_type": media_type, "indicator": indicator, "unit": unit, **digests}

    def place(self, path: str) -> Path:
        return self.folder / path

    def write(self, path: str, data: bytes):
        self.place(path).parent.mkdir(parents=True, exist_ok=True)
        self.place(path).write_bytes(data)

    def seal(self):
        data = canonical(self.manifest)
        self.digest = hashlib.sha256(data).hexdigest()
        self.write("清单.json", data)
        self.write("index.html", b"".join(offline.viewer(data, canonical(self.texts))))
        self.write("封印/检查点.json", canonical(self.checkpoint()))
        proofs = {
            str(line): {"index": index, "path": [step.hex() for step in proof(self.leaves, index)]} for line, index in enumerate(TAKEN)
        }
        self.write("封印/日志证明.json", canonical(proofs))
        self.write("封印/摘要.txt", f"SHA-256 {self.digest}\n".encode())

    def checkpoint(self) -> dict:
        top = root(self.leaves).hex()
        said = f"fazhi-checkpoint/1\n{ORIGIN}\n{SIZE}\n{top}\n{AT}\n".encode()
        return {
            "format": "fazhi-checkpoint/1", "origin": ORIGIN, "size": SIZE, "root": top, "at": AT, "algorithm": "Ed25519",
            "public_key": self.public_key.hex(), "signature": self.signer.sign(said).hex(),
        }  # fmt: skip

    def zipped(self) -> Path:
        target = self.folder.parent / "材料包.zip"
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(self.folder.rglob("*")):
                if path.is_file():
                    archive.write(path, path.relative_to(self.folder).as_posix())
        return target


TSA = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[stamping]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
"""


class Authority:
    """A time-stamping authority of one's own, by the openssl command; its folder needs a path of plain letters."""

    def __init__(self, folder: Path):
        self.folder = folder
        (folder / "tsa.cnf").write_text(TSA.format(folder=folder))
        (folder / "serial").write_text("01\n")
        config = ["-config", "tsa.cnf"]
        self.run("req", "-x509", *config, "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test CA",
            "-extensions", "authority", "-days", "30")  # fmt: skip
        self.run("req", *config, "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Test TSA")
        self.run("x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "tsa.pem",
            "-extfile", "tsa.cnf", "-extensions", "stamping", "-days", "30")  # fmt: skip

    def run(self, *words):
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)

    def stamp(self, made: Made):
        """Put request, reply and certificates into the package."""
        shutil.copy(made.place("清单.json"), self.folder / "data")
        self.run("ts", "-query", "-data", "data", "-sha256", "-cert", "-out", "q.tsq")
        self.run("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "q.tsq", "-signer", "tsa.pem", "-inkey", "tsa.key", "-out", "r.tsr")
        made.write("封印/时间戳请求.tsq", (self.folder / "q.tsq").read_bytes())
        made.write("封印/时间戳.tsr", (self.folder / "r.tsr").read_bytes())
        made.write("封印/时间戳证书.pem", (self.folder / "tsa.pem").read_bytes() + (self.folder / "ca.pem").read_bytes())
