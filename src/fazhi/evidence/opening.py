"""The process in which a stranger's file is opened: one order on standard input, one answer in a file, no database, no secrets."""

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .judge import judge
from .kinds import FileRefused
from .preview import render
from .text import extract


def answer_to(order: dict[str, Any]) -> dict[str, Any]:
    """The answer to an order {"task": judge | text | preview, "path", …}."""
    path = Path(order["path"])
    if order["task"] == "judge":
        try:
            return asdict(judge(path, order["name"]))
        except FileRefused as refusal:
            return {"refused": str(refusal)}
    if order["task"] == "text":
        return asdict(extract(path, order["media_type"]))
    return render(path, order["media_type"], Path(order["folder"]))


def main() -> None:
    order = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_AS, (order["memory"], order["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (order["seconds"], order["seconds"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    Path(order["answer"]).write_text(json.dumps(answer_to(order)), "utf-8")


if __name__ == "__main__":
    main()
