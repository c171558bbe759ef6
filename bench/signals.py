"""python3 run.py bench signals: planted faults and innocent look-alikes, precision and recall per signal; one new file against 200,000.

A family adds its faults in a module bench/faults_<family>.py with FAULTS: name → function(city, cases) that yields Trials
(signalcorpus.py says what a Trial is). Every trial's version is then examined by all families, as a worker would.
"""

import argparse
import importlib
import json
import os
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import signalcorpus
import signalpictures

FAULTS: dict[str, Callable[[Any, int], Iterator[signalcorpus.Trial]]] = {**signalcorpus.FAULTS, **signalpictures.FAULTS}
MODULES = sorted(path.stem for path in Path(__file__).parent.glob("faults_*.py"))


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python3 run.py bench signals", description="埋设问题材料，按信号给出查准率和查全率，并测比对速度"
    )
    parser.add_argument("--cases", type=int, default=20, help="每一档埋设多少份")
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--only", default="", help="只测名称里含有这些字的几组，用逗号隔开")
    parser.add_argument("--files", type=int, default=200_000, help="测速时已有多少份指纹，0 为不测速")
    parser.add_argument("--home", default="var/bench-signals")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    os.environ["FAZHI_HOME"] = str(Path(asked.home).resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fazhi.settings")
    import django

    django.setup()
    faults = FAULTS | {name: each for module in MODULES for name, each in loaded(module).items()}
    chosen = {name: each for name, each in faults.items() if any(word in name for word in asked.only.split(","))}
    emptied()
    found: dict[str, Any] = {"quality": scored(chosen, asked.cases, asked.seed)}
    if asked.files:
        import signalspeed

        emptied()
        found["speed"] = signalspeed.measured(asked.files, asked.seed)
    print(json.dumps(found, ensure_ascii=False, indent=2) if asked.json else told(found))
    return 0


def loaded(module: str) -> dict[str, Callable[[Any, int], Iterator[signalcorpus.Trial]]]:
    """The faults of a module; one without any has a bench of its own, whose first sentence says how to run it."""
    return getattr(importlib.import_module(module), "FAULTS", {})


def emptied() -> None:
    from django.core.management import call_command
    from django.db import connection

    from fazhi.journal import triggers

    call_command("migrate", run_syncdb=True, verbosity=0)
    triggers.remove(connection, triggers.EMPTYING)
    call_command("flush", interactive=False, verbosity=0)


def scored(faults: dict[str, Callable[..., Iterator[signalcorpus.Trial]]], cases: int, seed: int) -> list[dict[str, Any]]:
    """All trials are handed in first, so that each is examined among all the others; a note is advice without an alarm and not counted."""
    city = signalcorpus.City(random.Random(seed)).found()
    trials = [trial for each in faults.values() for trial in each(city, cases)]
    rows: dict[tuple[str, str, bool], dict[str, Any]] = defaultdict(lambda: {"trials": 0, "found": 0, "astray": 0, "seconds": 0.0})
    for trial in trials:
        begun = time.perf_counter()
        named, astray = examined(trial)
        row = rows[(trial.signal, trial.level, trial.is_planted)]
        row["trials"] += 1
        row["found"] += named
        row["astray"] += astray
        row["seconds"] += time.perf_counter() - begun
    return judged(rows)


def examined(trial: signalcorpus.Trial) -> tuple[bool, bool]:
    """Was the signal raised as planted, and was it raised where nothing was planted or against something else?"""
    from fazhi.evidence.models import Severity, Version
    from fazhi.evidence.signals.examining import FAMILIES

    version = Version.objects.select_related("item__unit", "blob").get(pk=trial.version.pk)
    findings = [each for find in FAMILIES.values() for each in find(version)]
    alarms = [each for each in findings if each.kind == trial.signal and each.severity != Severity.NOTE]
    meant = [each for each in alarms if trial.is_planted and (trial.other is None or each.other == trial.other)]
    return bool(meant), len(alarms) > len(meant)


def judged(rows: dict[tuple[str, str, bool], dict[str, Any]]) -> list[dict[str, Any]]:
    """The precision of a level is what it would be with as many innocent files as planted ones: recall / (recall + false alarms a file).

    A false alarm is a signal on an innocent file, or one on a planted file that names something else.
    """
    files, false = defaultdict(int), defaultdict(int)
    for (signal, _, is_planted), row in rows.items():
        files[signal] += 0 if is_planted else row["trials"]
        false[signal] += row["astray"]
    made = []
    for (signal, level, is_planted), row in rows.items():
        recall = row["found"] / row["trials"]
        rate = false[signal] / files[signal] if files[signal] else 0.0
        facts = {"signal": signal, "level": level, "planted": is_planted, "trials": row["trials"]}
        facts["found"] = row["found"] if is_planted else row["astray"]
        facts["recall"] = round(recall, 3) if is_planted else None
        facts["precision"] = round(recall / (recall + rate), 3) if is_planted and recall and files[signal] else None
        made.append(facts | {"milliseconds": round(1000 * row["seconds"] / row["trials"], 1)})
    return made


def told(found: dict[str, Any]) -> str:
    from fazhi.evidence.models import SignalKind

    lines = ["| 信号 | 埋设 | 份数 | 报出 | 查全率 | 查准率 | 每份毫秒 |", "|---|---|---|---|---|---|---|"]
    for row in sorted(found["quality"], key=lambda each: not each["planted"]):
        rates = [f"{row[name]:.3f}" if row[name] is not None else "—" for name in ("recall", "precision")]
        level = row["level"] if row["planted"] else f"无辜：{row['level']}"
        name = SignalKind(row["signal"]).label
        lines.append(f"| {name} | {level} | {row['trials']} | {row['found']} | {rates[0]} | {rates[1]} | {row['milliseconds']} |")
    speed = [f"{name}：{value}" for name, value in found.get("speed", {}).items()]
    return "\n".join([*lines, "", *speed])


if __name__ == "__main__":
    sys.exit(main())
