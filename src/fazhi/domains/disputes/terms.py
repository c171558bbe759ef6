"""The words of reconsideration: how an application is taken, tried and closed."""

from django.db.models import TextChoices

TAKEN = ("受理", "视为受理")
CORRECTED = ("撤销", "变更", "确认违法", "确认无效", "责令履行")
OVERTURNED = ("撤销", "确认违法", "责令履行")
SETTLED = ("调解", "和解撤回")


class Acceptance(TextChoices):
    TAKEN = "受理", "受理"
    DEEMED = "视为受理", "期满未作决定，视为受理"
    REFUSED = "不予受理", "不予受理"
    ELSEWHERE = "告知转送", "不属本机关管辖，告知或者转送"
    ABANDONED = "视为放弃", "逾期不补正，视为放弃申请"


class Procedure(TextChoices):
    PLAIN = "普通", "普通程序"
    SIMPLE = "简易", "简易程序"


class SimpleGround(TextChoices):
    SPOT = "当场作出", "行政行为当场作出"
    WARNING = "警告通报批评", "警告或者通报批评"
    SMALL = "三千元以下", "涉及款额三千元以下"
    INFORMATION = "政府信息公开", "政府信息公开案件"
    AGREED = "各方同意", "当事人各方同意"


class Suspension(TextChoices):
    DEATH = "死亡", "申请人死亡，近亲属尚未确定是否参加"
    INCAPACITY = "丧失行为能力", "申请人丧失行为能力，尚未确定法定代理人"
    DISSOLVED = "终止", "申请人终止，尚未确定权利义务承受人"
    OTHER = "其他", "其他中止情形"


class Outcome(TextChoices):
    UPHELD = "维持", "维持"
    QUASHED = "撤销", "撤销、部分撤销"
    CHANGED = "变更", "变更"
    UNLAWFUL = "确认违法", "确认违法"
    VOID = "确认无效", "确认无效"
    ORDERED = "责令履行", "责令履行"
    REJECTED = "驳回", "驳回申请或者请求"
    MEDIATED = "调解", "调解书结案"
    RECONCILED = "和解撤回", "和解后撤回，终止"
    WITHDRAWN = "其他终止", "其他终止"


class Urged(TextChoices):
    TALKED = "约谈", "约谈有关负责人"
    CIRCULATED = "通报", "通报批评"
    BOTH = "约谈并通报", "约谈并通报批评"
