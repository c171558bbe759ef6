"""The process in which a stranger's file is opened: one order on standard input, one answer in a file, no database, no secrets."""

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .guard.looking import file_bears_mark
from .inside import made
from .judge import judge
from .kinds import FileRefused
from .preview import render
from .text import extract


def answer_to(order: dict[str, Any]) -> dict[str, Any]:
    """The answer to an order {"task": admit | judge | read | text | made | preview | secrecy | masking | page | copy, "path", …}."""
    path = Path(order["path"])
    if order["task"] in ("admit", "judge"):
        try:
            verdict = asdict(judge(path, order["name"]))
        except FileRefused as refusal:
            return {"refused": str(refusal)}
        return verdict | ({"bears_mark": file_bears_mark(path, verdict["media_type"])} if order["task"] == "admit" else {})
    if order["task"] == "read":
        return {"text": asdict(extract(path, order["media_type"])), "made": made(path, order["media_type"])}
    if order["task"] == "text":
        return asdict(extract(path, order["media_type"]))
    if order["task"] == "secrecy":
        return {"found": file_bears_mark(path, order["media_type"])}
    if order["task"] == "masking":
        from .guard.making import masked_copy  # noqa: PLC0415 slow import

        return masked_copy(path, order["media_type"], order["masks"], Path(order["folder"]))
    if order["task"] == "made":
        return made(path, order["media_type"])
    if order["task"] in ("page", "copy"):
        from .freezing.readable import copied, looked_at  # noqa: PLC0415 slow import

        return looked_at(path, order["url"]) if order["task"] == "page" else copied(path, order["url"], order["pictures"])
    return render(path, order["media_type"], Path(order["folder"]))


def main() -> None:
    order = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_AS, (order["memory"], order["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (order["seconds"], order["seconds"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    Path(order["answer"]).write_text(json.dumps(answer_to(order)), "utf-8")


if __name__ == "__main__":
    main()
