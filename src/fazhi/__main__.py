"""The command `fazhi`: Django's commands and our own, with Chinese help."""

import argparse
import os
import sys

CHINESE = {
    "usage: ": "用法：",
    "positional arguments": "必填参数",
    "options": "选项",
    "optional arguments": "选项",
    "subcommands": "子命令",
    "show this help message and exit": "显示本帮助",
    "show program's version number and exit": "显示版本",
    "%(prog)s: error: %(message)s\n": "%(prog)s:%(message)s\n",
    "the following arguments are required: %s": "缺少参数：%s",
    "unrecognized arguments: %s": "不认识的参数：%s",
    "expected one argument": "后面要跟一个值",
    "expected at least one argument": "后面至少要跟一个值",
    "invalid choice: %(value)r (choose from %(choices)s)": "没有“%(value)s”这一项，可选：%(choices)s",
    "invalid %(type)s value: %(value)r": "“%(value)s”不是合格的值（%(type)s）",
    "argument %(argument_name)s: %(message)s": "参数 %(argument_name)s:%(message)s",
}
COMMANDS = {
    "demo": "建示例市并打开系统",
    "serve": "启动网页服务和后台任务",
    "doctor": "检查可选部件：有没有、少了会怎样、怎么装",
    "plan": "读创建方案：fazhi plan read 文件 [--json]",
    "workday": "按工作日推算日期：fazhi workday 起算日 天数 [--json]",
    "clock": "按法定期限推算届满日：fazhi clock 编号 --from 起算日 [--explain] [--json]",
    "metrics": "按台账计算全部数据：fazhi metrics --as-of 日期 [--json]",
    "journal": "核对和封存日志：fazhi journal verify [--anchor 文件] [--json]",
    "describe": "从声明生成台账说明 docs/domains/",
    "holidays": "查看、导入年度放假安排",
    "sample-city": "生成示例市数据",
    "found": "初始化一个空的系统：本市和三名管理员",
    "setup": "建库、收集静态文件（可重复执行）",
    "worker": "只启动后台任务",
    "pictures": "给每个页面拍照（1440 与 390 两种宽度）",
}


def main(argv: list[str] | None = None) -> None:
    """Run one command; without one, list them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fazhi.settings")
    words = sys.argv[1:] if argv is None else argv
    argparse._ = lambda text: CHINESE.get(text, text)  # type: ignore[attr-defined]  # argparse offers no other way to speak Chinese
    if not words or words[0] in ("-h", "--help", "help"):
        print("法治创建：全国法治政府建设示范市创建工作系统\n\n用法：fazhi 命令 [参数]\n")  # noqa: T201
        for name, says in COMMANDS.items():
            print(f"  {name:<12} {says}")  # noqa: T201
        return
    from django.core.management import execute_from_command_line  # noqa: PLC0415  # slow import
    from django.core.management.base import CommandError, DjangoHelpFormatter  # noqa: PLC0415  # slow import

    # Django's own options are for developers and in English; hide them from --help, and name a refusal in Chinese.
    DjangoHelpFormatter._reordered_actions = lambda self, actions: [  # type: ignore[attr-defined]
        each for each in actions if not self.show_last & {*each.option_strings}
    ]
    CommandError.__name__ = "不能执行"
    execute_from_command_line(["fazhi", *words])


if __name__ == "__main__":
    main()
