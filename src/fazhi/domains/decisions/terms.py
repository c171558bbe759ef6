"""The terms of decisions: the choice lists of its registers, in the field's own words."""

from django.db.models import TextChoices


class Matter(TextChoices):
    """What is decided (条例3条). The last three are asked for, so that they stay out."""

    POLICY = "公共政策", "公共服务、市场监管、社会管理、环境保护等重大公共政策和措施"
    PROGRAMME = "重要规划", "经济和社会发展等方面的重要规划"
    RESOURCES = "资源政策", "开发利用、保护重要自然资源和文化资源的政策和措施"
    PROJECT = "公共建设项目", "在本行政区域实施的重大公共建设项目"
    OTHER = "其他重大事项", "对经济社会发展有重大影响、涉及重大公共利益或切身利益的其他事项"
    FISCAL = "财政货币政策", "财政政策、货币政策等宏观调控决策"
    LEGISLATION = "政府立法", "政府立法决策"
    EMERGENCY = "应急处置", "突发事件应急处置决策"


EXCLUDED = ("财政货币政策", "政府立法", "应急处置")


class Risk(TextChoices):
    """What the assessment of risks said."""

    IN_HAND = "可控", "风险可控"
    AFTER_CHANGE = "调整后可控", "调整草案等措施后可控"
    NOT_IN_HAND = "不可控", "风险不可控"


class ReviewForm(TextChoices):
    """How legality was looked at."""

    REVIEW = "合法性审查", "由负责合法性审查的部门审查"
    OPINIONS = "以征求意见代替", "以征求意见代替"
    SIGNATURES = "以会签代替", "以会签、参会代替"


class Result(TextChoices):
    """What the review of legality said."""

    LAWFUL = "合法", "合法"
    AMENDED = "修改后合法", "按意见修改后合法"
    UNLAWFUL = "不合法", "不合法"
    EXPLORING = "探索性改革", "国家尚无明确规定的探索性改革，已明示法律风险"


class Meeting(TextChoices):
    """Where it was discussed."""

    STANDING = "常务会议", "政府常务会议"
    FULL = "全体会议", "政府全体会议"
    LEADING = "部门集体讨论", "部门、乡镇参照执行的集体讨论会议"
    OTHER = "其他会议", "专题会议、碰头会等其他会议"


class Agreement(TextChoices):
    """How the head's decision stood to the majority."""

    WITH = "与多数一致", "与多数人意见一致"
    EXPLAINED = "不一致已说明", "与多数人意见不一致，会上说明了理由"
    UNEXPLAINED = "不一致未说明", "与多数人意见不一致，没有说明理由"


class Dissent(TextChoices):
    """What the record says about other opinions."""

    NONE = "没有不同意见", "没有不同意见"
    RECORDED = "已如实载明", "有不同意见，已如实载明"
    MISSING = "没有载明", "有不同意见，没有载明"


class Change(TextChoices):
    """What became of it while it was carried out."""

    NONE = "没有", "没有中止或重大调整"
    HALTED = "中止执行", "中止执行"
    CHANGED = "重大调整", "作重大调整"
    STOPPED = "停止执行", "停止执行"


class Counsellor(TextChoices):
    """Who advises on law."""

    ADVISER = "法律顾问", "外聘法律顾问"
    OFFICIAL = "公职律师", "公职律师"
