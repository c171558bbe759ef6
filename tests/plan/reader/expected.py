"""What the plan says as facts, written down by hand: the real plan and our sample plan must both read to this."""

import os
from pathlib import Path

SHARED = Path(os.environ.get("FAZHI_SHARED") or Path(__file__).resolve().parents[4] / "shared")
REAL = SHARED / "domain" / "plan.txt"

SECTIONS = [
    (1, "政府职能依法全面履行"),
    (2, "依法行政制度体系完善"),
    (3, "重大行政决策科学民主"),
    (4, "行政执法严格规范公正文明"),
    (5, "行政权力制约监督科学有效"),
    (6, "社会矛盾纠纷依法有效化解"),
    (7, "重大突发事件预防处置依法得当"),
    (8, "政府工作人员法治思维和依法行政能力全面提高"),
    (9, "法治政府建设组织领导到位"),
]

# Task -> section, title.
TASKS = {
    1: (1, "加大简政放权力度"),
    2: (1, "全面落实权责清单、负面清单制度"),
    3: (1, "加强事中事后监督"),
    4: (1, "优化法治化营商环境"),
    5: (1, "优化公共服务"),
    6: (2, "健全地方政府制度建设机制"),
    7: (2, "提高公众参与度"),
    8: (2, "加强行政规范性文件监督管理"),
    9: (2, "及时开展备案审查和清理工作"),
    10: (3, "依法决策机制健全"),
    11: (3, "公众参与"),
    12: (3, "专家论证、风险评估"),
    13: (3, "合法性审查"),
    14: (3, "集体讨论决定"),
    15: (3, "强化决策规范化建设"),
    16: (4, "深入推进行政执法体制改革"),
    17: (4, "加大重点领域执法力度"),
    18: (4, "严格落实行政执法“三项制度”"),
    19: (4, "创新行政执法方式"),
    20: (4, "全面落实行政执法责任"),
    21: (4, "强化行政执法人员管理"),
    22: (5, "自觉接受各类监督"),
    23: (5, "加强行政监督"),
    24: (5, "全面推进政务公开"),
    25: (6, "健全依法化解纠纷机制"),
    26: (6, "加强行政复议工作"),
    27: (7, "完善突发事件应对机制制度"),
    28: (7, "提高突发事件依法处置能力"),
    29: (8, "树立重视法治素养和法治能力用人导向"),
    30: (8, "强化对政府工作人员的法治教育培训和考查"),
    31: (9, "加强党对法治政府建设的领导"),
    32: (9, "强化考核评价和督促落实"),
}

# Unit -> tasks it leads, tasks it is responsible for (indicators.md §9.1; 县区党委、政府 apart).
MATRIX = {
    "市司法局": ("1 3 6 7 8 9 10 13 16 17 18 19 20 21 22 23 24 25 26 30", "4"),
    "市政府办公室": ("1 4 5 6 8 9 10 11 12 13 14 15 21 22 24 30", "2 28"),
    "市中级人民法院": ("4 17 22 24 30", "8"),
    "市发改委": ("2 3 4 12 23", "1"),
    "市财政局": ("2 4 21 23", "1"),
    "市人大常委会办公室": ("7 10 22 30", ""),
    "市市场监管局": ("2 3 4", "1 22"),
    "市人民检察院": ("4 17 22", ""),
    "市委依法治市办": ("30 31 32", ""),
    "市委政法委": ("12 19 25", ""),
    "市委组织部": ("29 30 32", ""),
    "市委编办": ("2 16 20", ""),
    "市公安局": ("4 21", "31"),
    "市民政局": ("2 4", "1"),
    "市委办公室": ("21 31", ""),
    "市应急管理局": ("27 28", ""),
    "市政协办公室": ("7 22", ""),
    "市纪委监委机关": ("22 29", ""),
    "市交通运输局": ("4", "1 22 31"),
    "市人社局": ("21", "1 31"),
    "市住建局": ("21", "2"),
    "市商务局": ("2", "4"),
    "市审计局": ("23", "21"),
    "市工信局": ("4", "2"),
    "市政务服务中心": ("5", "1"),
    "市信访局": ("2", ""),
    "市委党校": ("30", ""),
    "市工商联": ("4", ""),
    "市招商局": ("4", ""),
    "市政府国资委": ("23", ""),
    "市生态环境局": ("4", ""),
    "市统计局": ("23", ""),
    "县区政府": ("", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32"),
    "市直有关部门单位": ("", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 22 23 24 25 26 27 28 29 30 31 32"),
    "各行政执法部门单位": ("", "16 17 18 19 20 21"),
    "县区党委": ("", "29 31 32"),
    "市卫健委": ("", "1 2 22"),
    "市农业农村局": ("", "1 22"),
    "市教育局": ("", "1 31"),
    "市委宣传部": ("", "28"),
    "市委网信办": ("", "28"),
    "市文广旅局": ("", "1"),
    "市税务局": ("", "1"),
    "市自然资源局": ("", "2"),
}

# Task -> operator, value, unit of each target in the order of the text. Task 18 states 100 % twice (公示率, 法制审核执行率).
TARGETS = {
    2: [("none", 0, "")],
    4: [("none", 0, "")],
    5: [(">=", 90, "%"), (">=", 80, "%")],
    7: [("=", 100, "%")],
    8: [("=", 100, "%"), ("none", 0, "")],
    9: [(">=", 1, "件"), ("=", 100, "%")],
    13: [("none", 0, "")],
    14: [("=", 100, "%")],
    18: [("=", 100, "%"), (">=", 5, "%")],
    21: [(">=", 40, "学时")],
    24: [("=", 100, "%"), ("none", 0, "")],
    25: [(">=", 2, "名"), (">=", 1, "名")],
    26: [("=", 100, "%")],
    29: [("none", 0, "")],
    30: [(">=", 1, "次")],
}

PHASES = [
    (1, "部署启动", "2025-06-01", "2025-06-20", ["全面动员部署", "成立创建工作专班", "强化能力提升", "分级贯彻落实"]),
    (2, "实施推进", "2025-06-11", "2025-07-31", ["全面开展自查", "广泛开展宣传", "培育特色亮点"]),
    (3, "自评初审", "2025-08-01", "2025-08-31", ["市级初审", "形成自评报告"]),
    (4, "巩固提升", "2025-09-01", "2025-10-31", ["填报证明材料", "开展网上评审"]),
    (5, "评估验收", "2025-11-01", None, []),
]


def stated(reading):
    """The facts of a reading in the shapes above."""
    published = reading.as_dict()
    tasks = published["tasks"]
    names = {name for task in tasks for name in task["lead"] + task["responsible"]}
    return {
        "counts": published["counts"],
        "sections": [(section["no"], section["title"]) for section in published["sections"]],
        "tasks": {task["no"]: (task["section"], task["title"]) for task in tasks},
        "matrix": {name: (_where(tasks, "lead", name), _where(tasks, "responsible", name)) for name in names},
        "targets": {task["no"]: _targets(task) for task in tasks if task["targets"]},
        "phases": [
            (phase["no"], phase["name"], phase["starts_on"], phase["ends_on"], [activity["title"] for activity in phase["activities"]])
            for phase in published["phases"]
        ],
        "not_understood": published["not_understood"],
    }


def _targets(task):
    return [(target["operator"], target["value"], target["unit"]) for target in task["targets"]]


def _where(tasks, role, name):
    return " ".join(str(task["no"]) for task in tasks if name in task[role])


STATED = {
    "counts": {"first": 10, "second": 34, "third": 104},
    "sections": SECTIONS,
    "tasks": TASKS,
    "matrix": MATRIX,
    "targets": TARGETS,
    "phases": PHASES,
    "not_understood": [],
}


def without_places(reading):
    """The published form without the text and without spans, so that readings of different files can be compared."""
    published = reading.as_dict()
    del published["text"]
    for task in published["tasks"]:
        for key in ("text", "start", "end"):
            del task[key]
        for target in task["targets"]:
            for place in (target, *target.get("also", ())):
                del place["start"], place["end"]
    for phase in published["phases"]:
        for key in ("text", "start", "end"):
            del phase[key]
        for activity in phase["activities"]:
            del activity["text"]
    return published
