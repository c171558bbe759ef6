"""封印: what lies beside the manifest and differs from run to run: checkpoint, proofs, time stamp, receipts and the printed digest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from fazhi.journal.models import Checkpoint
from fazhi.journal.proving import checkpoint_json
from fazhi.journal.stamps import Stamp, StampRefused, asked
from fazhi.kit.dates import chinese_date
from fazhi.kit.digests import canonical

from .contents import Contents
from .manifest import grouped

FOLDER = "封印"
RECEIPTS = f"{FOLDER}/回执.json"


@dataclass(frozen=True)
class Seal:
    """The time stamp over the package's digest, or why there is none."""

    stamp: Stamp | None
    why: str = ""


def stamped(digest: str) -> Seal:
    """Ask the authority, if one is set."""
    try:
        return Seal(asked(bytes.fromhex(digest)))
    except StampRefused as refusal:
        return Seal(None, str(refusal))


def seals(
    contents: Contents, digest: str, checkpoint: Checkpoint | None, seal: Seal, at: datetime, files: int, size: int
) -> dict[str, bytes]:
    """Name → bytes of the small files; proofs and receipts are told elsewhere."""
    found: dict[str, bytes] = {}
    if checkpoint is not None:
        found[f"{FOLDER}/检查点.json"] = checkpoint_json(checkpoint)
    if seal.stamp is not None:
        found[f"{FOLDER}/时间戳请求.tsq"], found[f"{FOLDER}/时间戳.tsr"] = seal.stamp.query, seal.stamp.reply
        found[f"{FOLDER}/时间戳证书.pem"] = seal.stamp.cert.encode()
    found[f"{FOLDER}/摘要.txt"] = _summary(contents, digest, checkpoint, seal, at, files, size).encode("utf-8-sig")
    return found


def receipts_json(name: str, digest: str, at: datetime, receipts: Iterable[Mapping[str, Any]]) -> bytes:
    """What left, unit by unit."""
    return canonical({"format": "fazhi-receipts/1", "package": name, "digest": digest, "at": at, "units": list(receipts)})


def _summary(contents: Contents, digest: str, checkpoint: Checkpoint | None, seal: Seal, at: datetime, files: int, size: int) -> str:
    campaign, local = contents.campaign, timezone.localtime(at)
    mark = "（示例）" if campaign.is_sample else ""
    log = _told(checkpoint) if checkpoint else "日志检查点：没有放入日志"
    return "\n".join(
        [
            f"{campaign.name if mark in campaign.name else campaign.name + mark} {contents.profile.name}",
            f"数据截至：{chinese_date(contents.as_of)}",
            f"打包时间：{chinese_date(local.date())} {local:%H:%M:%S}",
            f"文件：{files} 个，共 {size:,} 字节",
            "材料包摘要（清单.json 的 SHA-256）：",
            grouped(digest),
            log,
            "时间戳：" + ("见“时间戳.tsr”" if seal.stamp else f"没有。{seal.why}"),
            "收到后请运行 verify.py，或用本页摘要与打印件逐组对照。",
            "",
        ]
    )


def _told(checkpoint: Checkpoint) -> str:
    return f"日志检查点：{checkpoint.origin}，前 {checkpoint.size} 条，根 {checkpoint.root}\n签名密钥指纹：{checkpoint.fingerprint}"
