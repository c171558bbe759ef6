"""Packing many gigabytes: peak memory at two sizes, first byte, and the rate beside bare zipfile and a bare copy of the same bytes.

The stored files are sparse (a few real bytes, the rest holes), so that the disk is asked for little; what is read and written is real.
Seconds differ from machine to machine, the ratio does not: nothing here passes or fails, it is printed.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fazhi.settings")
STEPS = {"nothing": "只启动程序", "copy": "逐块复制", "zip": "只用 zipfile", "package": "打材料包"}
PIECE, MIB = 1 << 20, 1 << 20
DAY = date(2025, 9, 10)


def main() -> int:
    asked = words().parse_args()
    if asked.step:
        print(json.dumps(step(asked.step, asked.gib, asked.files)))
        return 0
    found: dict[str, dict[str, Any]] = {}
    for gib in (asked.gib / 10, asked.gib):
        with tempfile.TemporaryDirectory(prefix="fazhi-bench-", dir=asked.folder or None) as folder:
            os.environ["FAZHI_HOME"] = folder
            in_process("make", gib, asked.files)
            found[f"{gib:g}"] = {name: in_process(name, gib, asked.files) for name in STEPS}
    print(json.dumps(found) if asked.json else "\n".join(table(found, asked.files)))
    return 0


def words() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench/package.py", description="打包测速：与只用 zipfile、逐块复制同场比较。只看倍数和内存。")
    parser.add_argument("--gib", type=float, default=8.0, help="共多少 GiB，默认 8；另以它的十分之一再测一遍，看内存是否持平")
    parser.add_argument("--files", type=int, default=4, help="分成几个文件，默认 4")
    parser.add_argument("--folder", default="", help="临时文件放在哪里；要有约两倍于总量的空间")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.add_argument("--step", default="", help=argparse.SUPPRESS)
    return parser


def in_process(name: str, gib: float, files: int) -> dict[str, Any]:
    command = [sys.executable, __file__, "--step", name, "--gib", str(gib), "--files", str(files)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


def table(found: dict[str, dict[str, Any]], files: int) -> Iterator[str]:
    for gib, steps in found.items():
        yield f"{gib} GiB，{files} 个文件"
        for name, label in STEPS.items():
            of = steps[name]
            rate = f"{float(gib) * 1024 / of['seconds']:8.0f} MiB/秒" if name != "nothing" else " " * 15
            first = f"   首字节 {of['first']:.2f} 秒" if "first" in of else ""
            yield f"  {label:\u3000<8}{of['seconds']:8.1f} 秒{rate}   内存最高 {of['mib']:5.0f} MiB{first}"
        yield f"  打材料包（含逐件重算 SHA-256 和 SM3）用时是只用 zipfile 的 {steps['package']['seconds'] / steps['zip']['seconds']:.1f} 倍"
    small, large = (steps["package"]["mib"] for steps in found.values())
    yield f"数据多十倍，内存最高值由 {small:.0f} MiB 变为 {large:.0f} MiB。"


def step(name: str, gib: float, files: int) -> dict[str, Any]:
    """One measured step: seconds and the peak memory of this process, in MiB."""
    import django

    django.setup()
    if name == "make":
        make(int(gib * (1 << 30) / files), files)
        return {}
    begun, more = perf_counter(), {"nothing": dict, "copy": copied, "zip": bare, "package": packed}[name]()
    return {"seconds": perf_counter() - begun, "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, **more}


def stored() -> list[Path]:
    from fazhi.evidence.models import Blob
    from fazhi.evidence.store import local_path

    return [local_path(blob) for blob in Blob.objects.filter(media_type="video/mp4").order_by("pk")]  # type: ignore[misc]


def scratch() -> Any:
    """A file beside the stored ones, gone when it is closed."""
    return tempfile.TemporaryFile(dir=os.environ["FAZHI_HOME"])


def copied() -> dict[str, Any]:
    with scratch() as target:
        for path in stored():
            with path.open("rb") as source:
                while piece := source.read(PIECE):
                    target.write(piece)
    return {}


def bare() -> dict[str, Any]:
    with scratch() as target, zipfile.ZipFile(target, "w") as archive:
        for number, path in enumerate(stored()):
            archive.write(path, f"{number}.mp4")
    return {}


def packed() -> dict[str, Any]:
    """What the job does, from the question to the stored archive."""
    from fazhi.evidence import store
    from fazhi.reports.models import PackageProfile
    from fazhi.reports.package.building import build
    from fazhi.reports.package.contents import contents_of
    from fazhi.reports.package.zipping import Stream

    begun, first = perf_counter(), 0.0

    def noted(pieces: Iterator[bytes]) -> Iterator[bytes]:
        nonlocal first
        for piece in pieces:
            first = first or perf_counter() - begun
            yield piece

    profile = PackageProfile.objects.select_related("unit").get()
    with tempfile.TemporaryDirectory() as folder:
        built = build(contents_of(profile.unit.campaigns.get(), profile, DAY), Path(folder), "测速.zip")
        blob = store.put(Stream(noted(built.stream())), "application/zip")  # type: ignore[arg-type]
    store.local_path(blob).unlink()  # type: ignore[union-attr]
    return {"first": first, "bytes": blob.size}


def make(size: int, files: int) -> None:
    """A campaign of one indicator with so many accepted files of `size` bytes."""
    from django.core.management import call_command

    from fazhi.campaign.models import Campaign, Demand, Proof, Submission
    from fazhi.evidence.models import Item, ItemKind, Version
    from fazhi.people.models import Unit, UnitKind
    from fazhi.plan.models import Edition, Indicator
    from fazhi.reports.models import PackageProfile

    call_command("migrate", run_syncdb=True, verbosity=0)
    city = Unit.objects.create(name="临江市", short_name="临江市", kind=UnitKind.CITY)
    edition = Edition.objects.create(slug="bench", name="测速")
    known = {"level1_no": 1, "level1_name": "政府职能", "level2_no": 1, "level2_name": "简政放权"}
    indicator = Indicator.objects.create(edition=edition, code="1.1.1", no=1, title="按期办结", **known)
    span = {"cycle_start": date(2024, 1, 1), "cycle_end": date(2025, 12, 31)}
    campaign = Campaign.objects.create(name="测速", unit=city, edition=edition, **span)
    demand = Demand.objects.create(campaign=campaign, indicator=indicator)
    submission = Submission.objects.create(demand=demand, unit=city, unit_name=city.name, state="accepted")
    for number in range(files):
        item = Item.objects.create(unit=city, unit_name=city.name, kind=ItemKind.VIDEO, title=f"示例录像{number}", created_by="测速")
        version = Version.objects.create(item=item, no=1, blob=sparse(number, size), file_name=f"{number}.mp4", uploaded_by="测速")
        Proof.objects.create(submission=submission, item=item, version=version, state="accepted", added_by="测速")
    PackageProfile.objects.create(unit=city, name="测速")


def sparse(number: int, size: int) -> Any:
    """A stored file of `size` bytes: its number, then holes."""
    from fazhi.evidence.models import Blob
    from fazhi.evidence.store import local_path
    from fazhi.kit.digests import Digester

    with tempfile.NamedTemporaryFile(dir=os.environ["FAZHI_HOME"], delete=False) as file:
        file.write(f"{number:08d}".encode())
        file.truncate(size)
    digester = Digester()
    with open(file.name, "rb") as source:
        while piece := source.read(PIECE):
            digester.update(piece)
    blob = Blob.objects.create(size=size, media_type="video/mp4", **digester.hexdigests())
    path = local_path(blob)
    assert path is not None
    path.parent.mkdir(parents=True, exist_ok=True)
    os.replace(file.name, path)
    return blob


if __name__ == "__main__":
    raise SystemExit(main())
