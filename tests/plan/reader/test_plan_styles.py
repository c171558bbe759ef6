"""How other cities write the same things: each style on a small plan of our own."""

from datetime import date

import pytest

from fazhi.plan.reader import read

HEAD = "示例市法治创建实施方案\n一、总体要求\n建设法治政府。\n"


def duties(reading):
    return [
        (task.no, task.title, task.section, [unit.name for unit in task.lead], [unit.name for unit in task.responsible])
        for task in reading.tasks
    ]


TWO = [
    (1, "公开清单", 1, ["市司法局"], ["市财政局", "县区政府"]),
    (2, "规范检查", 2, ["市市场监管局", "市司法局"], ["市直各部门"]),
]

STYLES = {
    "points_under_items": "二、主要任务\n（一）政府职能\n1.公开清单。编制清单。（牵头单位：市司法局；责任单位：市财政局，县区政府）\n"
    "（二）行政执法\n2.规范检查。减少检查。（牵头单位：市市场监管局、市司法局；责任单位：市直各部门）\n三、组织保障\n加强督导。",
    "half_width_signs": "二、主要任务\n(一)政府职能\n1、公开清单.编制清单.(牵头单位:市司法局;责任单位:市财政局,县区政府)\n"
    "(二)行政执法\n2、规范检查.减少检查.(牵头单位:市市场监管局、市司法局;责任单位:市直各部门)\n三、组织保障\n加强督导.",
    "full_width_digits": "二、主要任务\n（一）政府职能\n１．公开清单。编制清单。（牵头单位：市司法局；配合单位：市财政局、县区政府）\n"
    "（二）行政执法\n２．规范检查。减少检查。（牵头单位：市市场监管局、市司法局；配合单位：市直各部门）\n三、组织保障\n加强督导。",
    "subpoints_under_points": "二、主要任务\n1.政府职能\n（1）公开清单。编制清单。（牵头单位：市司法局；责任单位：市财政局、县区政府）\n"
    "2.行政执法\n(2)规范检查。减少检查。（牵头单位：市市场监管局 市司法局；责任单位：市直各部门）\n三、组织保障\n加强督导。",
    "suffix_words": "二、主要任务\n（一）政府职能\n1.公开清单。编制清单。（市司法局牵头，市财政局、县区政府配合）\n"
    "（二）行政执法\n2.规范检查。减少检查。（市市场监管局、市司法局牵头负责，市直各部门按职责分工落实）\n三、组织保障\n加强督导。",
    "own_lines": "二、主要任务\n（一）政府职能\n1.公开清单。\n编制清单。\n牵头单位：市司法局 责任单位：市财政局 县区政府\n"
    "（二）行政执法\n2.规范检查\n减少检查。\n牵头单位:市市场监管局、市司法局\n责任单位:市直各部门\n三、组织保障\n加强督导。",
    "square_brackets": "二、主要任务\n（一）政府职能\n1.公开清单。编制清单。【牵头单位：市司法局；责任单位：市财政局、县区政府】\n"
    "（二）行政执法\n2.规范检查。减少检查。〔牵头单位：市市场监管局和市司法局，责任单位：市直各部门〕\n三、组织保障\n加强督导。",
    "chapters_are_sections": "一、政府职能\n（一）公开清单。编制清单。（牵头单位：市司法局；责任单位：市财政局、县区政府）\n"
    "二、行政执法\n（二）规范检查。减少检查。（牵头单位：市市场监管局、市司法局；责任单位：市直各部门）\n三、工作要求\n加强督导。",
    "note_behind_title": "二、主要任务\n（一）政府职能\n1.公开清单（牵头单位：市司法局；责任单位：市财政局、县区政府）\n编制清单。\n"
    "（二）行政执法\n2.规范检查（牵头单位：市市场监管局、市司法局；责任单位：市直各部门）。减少检查。\n三、组织保障\n加强督导。",
    "marked_lead": "二、主要任务\n（一）政府职能\n1.公开清单。编制清单。（责任单位：市司法局（牵头）、市财政局、县区政府）\n"
    "（二）行政执法\n2.规范检查。减少检查。（责任单位：市市场监管局（牵头）、市司法局（牵头）、市直各部门）\n三、组织保障\n加强督导。",
    "behind_full_stop": "二、主要任务\n（一）政府职能\n1.公开清单。编制清单。牵头单位：市司法局；责任单位：市财政局、县区政府。\n"
    "（二）行政执法\n2.规范检查。减少检查。牵头单位：市市场监管局、市司法局；责任单位：市直各部门。\n三、组织保障\n加强督导。",
    "one_paragraph": "二、主要任务\n（一）政府职能\n1.公开清单。编制清单。（牵头单位：市司法局；责任单位：市财政局、县区政府）"
    "（二）行政执法\n2.规范检查。减少检查。（牵头单位：市市场监管局、市司法局；责任单位：市直各部门）三、组织保障\n加强督导。",
}


@pytest.mark.parametrize("style", STYLES)
def test_style_gives_tasks_sections_and_units(style):
    reading = read(("示例市实施方案\n" if style == "chapters_are_sections" else HEAD) + STYLES[style])

    assert duties(reading) == TWO
    assert [section.title for section in reading.sections] == ["政府职能", "行政执法"]
    assert [[sentence.text.rstrip("。.") for sentence in task.sentences] for task in reading.tasks] == [["编制清单"], ["减少检查"]]
    assert reading.not_understood == ()


def test_items_as_tasks_under_one_chapter_have_no_section():
    reading = read(
        HEAD + "二、重点任务\n（一）公开清单。编制清单。（责任单位：市司法局）\n（二）规范检查。减少检查。"
        "（责任单位：市市场监管局）\n三、工作要求\n（一）加强领导。抓落实。"
    )

    assert duties(reading) == [(1, "公开清单", None, [], ["市司法局"]), (2, "规范检查", None, [], ["市市场监管局"])]
    assert reading.sections == () and reading.phases == () and reading.not_understood == ()


def test_chapters_as_tasks():
    reading = read(
        "示例市任务分工方案\n一、公开清单\n编制清单。\n责任单位：市司法局\n二、规范检查\n1.减少检查。\n"
        "2.亮证检查。\n责任单位：市市场监管局、市司法局\n"
    )

    assert duties(reading) == [(1, "公开清单", None, [], ["市司法局"]), (2, "规范检查", None, [], ["市市场监管局", "市司法局"])]
    assert [sentence.text for sentence in reading.tasks[1].sentences] == ["1.减少检查。", "2.亮证检查。"]


def test_numbers_that_restart_in_each_section_become_running_numbers_and_keep_their_labels():
    reading = read(
        HEAD + "二、主要任务\n（一）甲类\n1.公开清单。（责任单位：市司法局）\n2.规范检查。（责任单位：市司法局）\n"
        "（二）乙类\n1.提升服务。（责任单位：市司法局）"
    )

    assert [(task.no, task.label, task.section) for task in reading.tasks] == [(1, "1.", 1), (2, "2.", 1), (3, "1.", 2)]


def test_deadlines_are_dated_by_the_year_of_signing():
    reading = read(
        "示例市人民政府\n2025年6月13日\n" + HEAD + "二、主要任务\n1.公开清单。编制清单。（责任单位：市司法局；完成时限：8月底前）\n"
        "2.规范检查。减少检查。（市司法局牵头，2025年10月底前完成）\n3.持续服务。常抓不懈。\n责任单位：市司法局\n完成时限：长期坚持"
    )

    assert [[(limit.text, limit.due_on) for limit in task.deadlines] for task in reading.tasks] == [
        [("8月底前", date(2025, 8, 31))],
        [("2025年10月底前完成", date(2025, 10, 31))],
        [("长期坚持", None)],
    ]
    assert [task.due_on for task in reading.tasks] == [date(2025, 8, 31), date(2025, 10, 31), None]
    assert [[unit.name for unit in task.lead + task.responsible] for task in reading.tasks] == [["市司法局"]] * 3


def test_party_and_government_of_counties_are_two_bodies():
    reading = read(
        HEAD + "二、主要任务\n1.公开清单。（责任单位：市直各部门，县区党委、政府）\n2.规范检查。"
        "（责任单位：各县区党委和政府）\n3.提升服务。（责任单位：县区政府）\n"
        "4.化解纠纷。（责任单位：县（市、区）党委、政府，市住房和城乡建设局）"
    )

    assert [[unit.name for unit in task.responsible] for task in reading.tasks] == [
        ["市直各部门", "县区党委", "县区政府"],
        ["各县区党委", "各县区政府"],
        ["县区政府"],
        ["县（市、区）党委", "县（市、区）政府", "市住房和城乡建设局"],
    ]
    assert [reading.text[unit.start : unit.end] for unit in reading.tasks[0].responsible] == ["市直各部门", "县区党委", "政府"]


def test_plan_without_units_keeps_its_tasks():
    reading = read(HEAD + "二、主要任务\n（一）甲类\n1.公开清单。编制清单。\n2.规范检查。减少检查。\n三、组织保障\n1.加强领导。抓落实。")

    assert duties(reading) == [(1, "公开清单", 1, [], []), (2, "规范检查", 1, [], [])]


def test_task_whose_note_is_missing_stands_beside_the_others():
    reading = read(
        HEAD + "二、主要任务\n1.公开清单。（责任单位：市司法局）\n2.规范检查。减少检查。\n3.提升服务。"
        "（责任单位：市司法局）\n三、其他\n1.本方案自印发之日起施行。"
    )

    assert duties(reading) == [
        (1, "公开清单", None, [], ["市司法局"]),
        (2, "规范检查", None, [], []),
        (3, "提升服务", None, [], ["市司法局"]),
    ]
    assert [item.text for item in reading.not_understood] == ["三、其他\n1.本方案自印发之日起施行。"]


def test_paragraph_behind_the_closing_note_is_listed_as_not_understood():
    reading = read(
        HEAD + "二、主要任务\n1.公开清单。编制清单。（责任单位：市司法局）\n这一段不知道归谁。\n2.规范检查。（责任单位：市司法局）"
    )

    assert [item.text for item in reading.not_understood] == ["这一段不知道归谁。"]
    assert [task.text for task in reading.tasks] == ["1.公开清单。编制清单。（责任单位：市司法局）", "2.规范检查。（责任单位：市司法局）"]


def test_tasks_without_numbers_are_paragraphs_with_notes():
    reading = read(
        HEAD
        + "二、主要任务\n公开清单。编制清单。（责任单位：市司法局）\n规范检查。减少检查。（责任单位：市财政局）\n三、组织保障\n加强督导。"
    )

    assert duties(reading) == [(1, "公开清单", None, [], ["市司法局"]), (2, "规范检查", None, [], ["市财政局"])]


PHASES = "二、主要任务\n1.公开清单。（责任单位：市司法局）\n三、方法步骤\n{0}\n四、保障措施\n加强督导。"


@pytest.mark.parametrize(
    ("written", "facts"),
    [
        ("（一）动员部署阶段（2025年6月上旬）。召开会议。\n（二）总结阶段（6月下旬—7月底）。开展总结。", ["动员部署阶段", "总结阶段"]),
        ("第一阶段：动员部署（2025年6月1日至10日）\n召开会议。\n第二阶段：总结（6月下旬至7月）\n开展总结。", ["动员部署", "总结"]),
        ("1.动员部署（2025年6月初）：召开会议。\n2.总结（2025年6月21日-7月31日）：开展总结。", ["动员部署", "总结"]),
    ],
)
def test_phases_in_other_words(written, facts):
    reading = read("2025年方案\n" + PHASES.format(written))

    assert [(phase.name, phase.starts_on, phase.ends_on) for phase in reading.phases] == [
        (facts[0], date(2025, 6, 1), date(2025, 6, 10)),
        (facts[1], date(2025, 6, 21), date(2025, 7, 31)),
    ]
    assert len(reading.tasks) == 1


def test_activities_on_their_own_lines():
    reading = read(PHASES.format("（一）启动（2025年6月）\n1.开会。部署。\n2.发文。印发。\n（二）收尾（2025年7月）\n总结。"))

    assert [[(activity.no, activity.title, activity.text) for activity in phase.activities] for phase in reading.phases] == [
        [(1, "开会", "1.开会。部署。"), (2, "发文", "2.发文。印发。")],
        [],
    ]


def test_facts_from_label_lines_and_signature():
    reading = read(
        "索引号：001/2025-1\n文号：示政办发〔2025〕7号\n发布日期：2025年7月1日\n示例市人民政府办公室\n"
        "关于印发示例市创建方案的通知\n各县区：\n示例市人民政府办公室\n"
        "2025年6月30日\n示例市创建方案\n一、任务\n1.公开清单。（责任单位：市司法局）"
    )

    assert reading.as_dict()["document"] == {
        "index_number": "001/2025-1",
        "issuer": "示例市人民政府办公室",
        "document_number": "示政办发〔2025〕7号",
        "title": "示例市人民政府办公室关于印发示例市创建方案的通知",
        "signed_on": "2025-06-30",
        "published_on": "2025-07-01",
    }


def test_document_without_facts_has_nulls():
    assert set(read("主要任务\n1.公开清单。（责任单位：市司法局）").as_dict()["document"].values()) == {None}


def test_foot_of_a_web_page_names_no_units():
    reading = read(
        HEAD + "二、主要任务\n1.公开清单。（责任单位：市司法局）\n三、组织保障\n加强督导。\n主办单位：示例市人民政府办公室\n网站标识码：123"
    )

    assert duties(reading) == [(1, "公开清单", None, [], ["市司法局"])]


@pytest.mark.parametrize(
    ("sentence", "targets"),
    [
        ("网办率≥90%。", [(">=", 90, "%", "网办率")]),
        ("网办率不低于９０％。", [(">=", 90, "%", "网办率")]),
        ("80%以上实现一窗受理。", [(">=", 80, "%", "一窗受理")]),
        ("办结率达到100%。", [("=", 100, "%", "办结率")]),
        ("三率均达100%。", [("=", 100, "%", "三率")]),
        ("满意率达到95%以上。", [(">=", 95, "%", "满意率")]),
        ("满意率达百分之九十五。", [(">=", 95, "%", "满意率")]),
        ("满意率、知晓率分别达到95%和90%以上。", [(">=", 95, "%", "满意率、知晓率"), (">=", 90, "%", "满意率、知晓率")]),
        ("培训不少于40学时。", [(">=", 40, "学时", "培训")]),
        ("审核人员不少于执法人员总数的5%。", [(">=", 5, "%", "审核人员")]),
        ("调委会有2名以上调解员。", [(">=", 2, "名", "调委会调解员")]),
        ("每年至少对1件文件开展评估。", [(">=", 1, "件", "每年文件开展评估")]),
        ("每年旁听不少于一次。", [(">=", 1, "次", "每年旁听")]),
        ("办理时间不超过20个工作日。", [("<=", 20, "个工作日", "办理时间")]),
        ("投诉率低于1.5%。", [("<", 1.5, "%", "投诉率")]),
        ("检查次数减少超过3次。", [(">", 3, "次", "检查次数减少")]),
        ("不得乱收费。", [("none", 0, "", "乱收费")]),
        ("没有因违法被撤销。", [("none", 0, "", "因违法被撤销")]),
        ("发挥12345热线作用，实现一网、一门、一次，推行“三项制度”和“两轻一免”，落实104项指标，分为5个步骤，达到一流水平。", []),
        ("依据《纲要（2021—2025年）》和示政发〔2025〕33号，2025年8月31日以前完成，不得不提高10倍。", []),
    ],
)
def test_targets_of_a_sentence(sentence, targets):
    task = read(f"主要任务\n1.公开清单。{sentence}（责任单位：市司法局）").tasks[0]

    assert [(target.operator, target.value, target.unit, target.subject) for target in task.targets] == targets
    assert [item.text for item in task.sentences] == [sentence]
