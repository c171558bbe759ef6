"""The words of emergencies: kinds of entries, plans, events and risks."""

from django.db.models import TextChoices

ACCIDENTS = ("生产安全事故", "交通火灾事故")


class Kind(TextChoices):
    PLAN = "预案", "应急预案"
    DRILL = "演练", "应急演练"
    TRAINING = "培训", "应对培训"
    EVENT = "事件", "突发事件"


class PlanKind(TextChoices):
    GENERAL = "总体", "总体应急预案"
    SPECIAL = "专项", "专项应急预案"
    DEPARTMENT = "部门", "部门应急预案"
    SAFETY = "生产安全", "政府、监管部门和乡镇街道的生产安全事故预案"
    SITE = "重点单位", "危险化学品、矿山、建筑施工、人员密集等单位的生产安全事故预案"


class EventKind(TextChoices):
    SAFETY = "生产安全事故", "生产安全事故（道路交通、火灾除外）"
    TRAFFIC_FIRE = "交通火灾事故", "道路交通、火灾事故"
    OTHER_ACCIDENT = "其他事故灾难", "其他事故灾难"
    NATURE = "自然灾害", "自然灾害"
    HEALTH = "公共卫生", "公共卫生事件"
    SOCIETY = "社会安全", "社会安全事件"


class Grade(TextChoices):
    EXTREME = "特别重大", "特别重大"
    GRAVE = "重大", "重大"
    LARGE = "较大", "较大"
    PLAIN = "一般", "一般"


class Misreport(TextChoices):
    NONE = "没有", "没有迟报、漏报"
    LATE = "迟报", "迟报"
    OMITTED = "漏报", "漏报"
    FALSE = "谎报", "谎报"
    HIDDEN = "瞒报", "瞒报"


class RiskKind(TextChoices):
    SOURCE = "危险源", "危险源"
    AREA = "危险区域", "危险区域"


class RiskCause(TextChoices):
    NATURE = "自然灾害", "自然灾害"
    ACCIDENT = "事故灾难", "事故灾难"
    HEALTH = "公共卫生", "公共卫生事件"


class RiskGrade(TextChoices):
    GRAVE = "重大", "重大风险"
    LARGE = "较大", "较大风险"
    PLAIN = "一般", "一般风险"
    LOW = "低", "低风险"
