"""fazhi plan read: what the reader finds in a creation plan, for people or for machines."""

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser

from fazhi.kit.dates import chinese_date
from fazhi.plan.models import Target as Kept
from fazhi.plan.reader import NotAPlan, Reading, read_file
from fazhi.plan.reader.reading import Phase, Target, Task

NOT_A_PLAN = 2
NO_FILE = 3


class Command(BaseCommand):
    """Read a plan without keeping it. Exit codes: 0 read, 2 not a plan, 3 no such file."""

    help = "读创建方案：章节、任务、单位、目标、阶段和未识别的内容，只读不存"
    requires_system_checks: list = []  # Django's own declaration

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="子命令", title="子命令")
        read = acts.add_parser("read", help="读一份方案文件", description="读一份方案文件。退出码：0 读出，2 不是创建方案，3 找不到文件。")
        read.add_argument("file", metavar="文件", help="方案文件：.docx、.doc、.txt、.html 或文字版 .pdf")
        read.add_argument("--json", action="store_true", help="以 JSON 输出全部内容和位置")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            reading = read_file(path.name, path.read_bytes())
        except NotAPlan as refusal:
            self._leave(str(refusal), NOT_A_PLAN)
        except FileNotFoundError:
            self._leave(f"找不到文件“{path}”。请核对路径。", NO_FILE)
        except OSError as error:
            self._leave(f"打不开文件“{path}”：{error.strerror}。请核对它是不是文件、有没有读取权限。", NO_FILE)
        self.stdout.write(json.dumps(reading.as_dict(), ensure_ascii=False, indent=1) if options["json"] else summary(reading))

    def _leave(self, why: str, code: int) -> NoReturn:
        self.stderr.write(why)
        sys.exit(code)


def summary(reading: Reading) -> str:
    """The reading as a page of Chinese text."""
    facts, counts = reading.document, reading.counts
    said = [("标题", facts.title), ("发文字号", facts.document_number), ("索引号", facts.index_number), ("制发机构", facts.issuer)]
    lines = [f"{label}：{fact.value if fact else '没有写明'}" for label, fact in said]
    lines += [
        f"{label}：{chinese_date(fact.value) if fact else '没有写明'}"
        for label, fact in (("成文日期", facts.signed_on), ("发布日期", facts.published_on))
    ]
    stated = [
        f"{name} {number} 项"
        for name, number in zip(("一级指标", "二级指标", "三级指标"), (counts.first, counts.second, counts.third), strict=True)
        if number
    ]
    lines.append(f"方案载明：{'、'.join(stated) or '没有写明指标数'}")
    lead, responsible = (sum(len(getattr(task, role)) for task in reading.tasks) for role in ("lead", "responsible"))
    targets = sum(len(task.targets) for task in reading.tasks)
    lines.append(
        f"实际读出：{len(reading.sections)} 章节、{len(reading.tasks)} 项任务、牵头 {lead}、责任 {responsible}、"
        f"目标 {targets}、阶段 {len(reading.phases)}、未识别 {len(reading.not_understood)}"
    )
    titles = {section.no: section.title for section in reading.sections}
    shown: set[int | None] = set()
    for task in reading.tasks:
        if task.section not in shown:
            shown.add(task.section)
            lines += ["", f"【{titles.get(task.section or 0, '未归入章节')}】"]
        lines += of_task(task)
    lines += ["", "【阶段】", *(of_phase(phase) for phase in reading.phases)] if reading.phases else []
    lines += ["", "【未识别】", *(f"  {item.text.strip()[:80]}" for item in reading.not_understood)] if reading.not_understood else []
    return "\n".join(lines)


def of_task(task: Task) -> list[str]:
    lines = [f"{task.no}. {task.title}" + (f"（{chinese_date(task.due_on)}前完成）" if task.due_on else "")]
    for label, named in (("牵头", task.lead), ("责任", task.responsible)):
        if named:
            lines.append(f"   {label}：{'、'.join(unit.name for unit in named)}")
    return lines + [f"   目标：{of_target(target)}" for target in task.targets]


def of_target(target: Target) -> str:
    word = str(Kept.Operator(target.operator).label)
    number = "" if target.operator == Kept.Operator.NONE else f" {target.value:g}{target.unit}"
    return f"{target.subject or target.text} {target.per}{word}{number}"


def of_phase(phase: Phase) -> str:
    first = chinese_date(phase.starts_on) if phase.starts_on else "开始未定"
    last = chinese_date(phase.ends_on) if phase.ends_on else "创建活动结束"
    return f"  {phase.no}. {phase.name}：{first}至{last}"
