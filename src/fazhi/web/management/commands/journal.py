"""fazhi journal: verify the sealed journal, seal it at once, print a checkpoint or a proof."""

import json
import multiprocessing
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connections

from fazhi.journal.anchors import lay_down, put
from fazhi.journal.finding import Report
from fazhi.journal.models import Leaf
from fazhi.journal.proof import proof_of
from fazhi.journal.proving import checkpoint_json, latest, seal_now
from fazhi.journal.sealing import Torn, printed
from fazhi.journal.signing import KeyUnreadable
from fazhi.journal.verify import CannotVerify, read_anchor, verify
from fazhi.records.custom import refresh

WRONG, CANNOT = 1, 2  # exit codes
PROCESSES = 2
WORTH = 50_000  # leaves from which a second process pays
TOLD = 100  # findings printed as text; --json has all


class Command(BaseCommand):
    """Exit codes: 0 all well, 1 something is wrong, 2 it could not be done."""

    help = "日志的封存与核对：核对、立即封存、检查点、存在性证明。退出码：0 一切正常；1 查出问题；2 无法进行"
    requires_system_checks: list[str] = []  # they would load every page

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="子命令", title="子命令")
        said = "核对日志、封存树、检查点和业务数据。退出码：0 正常，1 有问题，2 无法核对。"
        check = acts.add_parser("verify", help="核对全部日志和业务数据", description=said)
        check.add_argument("--anchor", metavar="文件", help="另外留存的检查点文件；恢复过旧备份、改写过历史也能查出")
        check.add_argument("--since", metavar="条数", type=int, default=0, help="从已核对过的检查点（以它的条数指明）之后开始")
        check.add_argument("--entries-only", action="store_true", help="只核对日志本身，不核对业务数据")
        check.add_argument("--json", action="store_true", help="以 JSON 输出")
        acts.add_parser("seal", help="立即封存尚未封存的日志，并按设置留存检查点")
        point = acts.add_parser("checkpoint", help="输出最近的检查点")
        point.add_argument("file", metavar="文件", nargs="?", help="写到这个文件；不写文件名的显示在屏幕上")
        prove = acts.add_parser("prove", help="输出一条日志的存在性证明")
        prove.add_argument("entry", metavar="日志编号", type=int, help="日志条目的编号")
        acts.add_parser("digest", help="用一句话说明最近的检查点，可以抄录、打印")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['act']}")(options)
        except (CannotVerify, KeyUnreadable, Torn, OSError) as error:
            self._leave(str(error), CANNOT)
        except DatabaseError as error:
            self._leave(f"数据库打不开，或者还没有建立：{error}。请先运行 fazhi setup。", CANNOT)

    def _verify(self, options: dict[str, Any]) -> None:
        anchor = read_anchor(options["anchor"]) if options["anchor"] else None
        refresh()  # registers that were defined on a page have rows to check as well
        with side_by_side() as workers:
            report = verify(anchor=anchor, since=options["since"], only_entries=options["entries_only"], workers=workers)
        self.stdout.write(json.dumps(report.as_data(), ensure_ascii=False, indent=1) if options["json"] else "\n".join(lines_of(report)))
        if not report.is_well:
            sys.exit(WRONG)

    def _seal(self, options: dict[str, Any]) -> None:
        checkpoint = seal_now()
        outcome = lay_down(checkpoint)
        self.stdout.write("\n".join([f"已封存 {checkpoint.size} 条，根 {checkpoint.root}", *outcome.done]))
        if outcome.refused:
            self._leave("\n".join(outcome.refused), WRONG)

    def _checkpoint(self, options: dict[str, Any]) -> None:
        held = latest()
        if held is None:
            self._leave("日志还没有封存过。请先运行 fazhi journal seal。", CANNOT)
        if not options["file"]:
            self.stdout.write(checkpoint_json(held).decode())
            return
        put(Path(options["file"]), checkpoint_json(held))
        self.stdout.write(f"检查点（{held.size} 条）已写到 {options['file']}")

    def _prove(self, options: dict[str, Any]) -> None:
        found = proof_of(options["entry"])
        if found is None:
            self._leave(f"日志编号 {options['entry']} 不存在，或者还没有封存。可以先运行 fazhi journal seal。", CANNOT)
        self.stdout.write(json.dumps(found.as_data(), ensure_ascii=False, indent=1))

    def _digest(self, options: dict[str, Any]) -> None:
        self.stdout.write(printed())

    def _leave(self, why: str, code: int) -> NoReturn:
        self.stderr.write(why)
        sys.exit(code)


@contextmanager
def side_by_side() -> Iterator[Executor | None]:
    """Processes to scan with, where there is enough to do."""
    if not Leaf.objects.filter(number=WORTH).exists() or "fork" not in multiprocessing.get_all_start_methods():
        yield None
        return
    connections.close_all()  # a connection must not be shared with a child
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("fork")) as workers:
        yield workers


def lines_of(report: Report) -> list[str]:
    """The report for people."""
    lines = [f"日志：核对了 {report.entries} 条、检查点 {report.checkpoints} 个，用时 {report.seconds} 秒。"]
    lines += [f"尚未封存 {report.unsealed} 条，下一分钟封存时一并封存。"] if report.unsealed else []
    lines += [f"业务数据：核对了 {report.rows} 行。"] if report.rows else []
    lines += [f"结构已变，不能核对：{kind} {count} 行。" for kind, count in report.unchecked.items()]
    lines += report.notes
    if report.is_well:
        return [*lines, f"一切正常。封存到第 {report.size} 条，根 {report.root}"]
    lines += [f"发现 {len(report.wrongs)} 处问题，第一处：", *(f"  {each.said}" for each in report.wrongs[:TOLD])]
    return lines + ([f"  ……其余 {len(report.wrongs) - TOLD} 处请用 --json 查看。"] if len(report.wrongs) > TOLD else [])
