"""A stranger's file is opened only in a process of its own, bounded in time and memory: what kills it kills nothing else."""

import json
import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import fazhi

from .kinds import FileRefused

logger = logging.getLogger(__name__)

SOURCE = Path(fazhi.__file__).resolve().parents[1]
SECONDS = {"admit": 180, "judge": 120, "read": 240, "text": 180, "made": 60, "preview": 300, "secrecy": 60}  # wall clock
SECONDS |= {"masking": 600, "page": 90, "copy": 120}
MEMORY = 3 * 1024**3  # bytes of address space


class Broken(Exception):
    """The process died or took too long; the message says which, in Chinese."""


def do(task: str, path: Path, **facts: Any) -> dict[str, Any]:
    """Run `task` (opening.answer_to says which there are) on the file at `path` and give back its answer.

    Raises FileRefused where the judge refuses, Broken where the process did not come to an answer.
    """
    with tempfile.TemporaryDirectory(prefix="fazhi-") as own:
        answer = Path(own) / "answer.json"
        order = {"task": task, "path": str(path), "answer": str(answer), "memory": MEMORY, "seconds": SECONDS[task], **facts}
        environment = {"PYTHONPATH": str(SOURCE), "PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "TMPDIR": own}
        try:
            ended = subprocess.run(
                [sys.executable, "-P", "-W", "ignore", "-m", "fazhi.evidence.opening"],
                input=json.dumps(order).encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=environment,
                cwd=own,
                timeout=SECONDS[task],
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Broken(f"处理超过{SECONDS[task]}秒，已停止") from error
        if ended.returncode or not answer.exists():
            logger.warning("%s ended with %s: %s", task, ended.returncode, ended.stderr.decode("utf-8", "replace")[-2000:])
            raise Broken("处理程序中断，文件展开后可能异常庞大，或内容已损坏")
        got: dict[str, Any] = json.loads(answer.read_text("utf-8"))
    if "refused" in got:
        raise FileRefused(got["refused"])
    return got
