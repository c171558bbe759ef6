"""The words that matters of service and their cases are told in: kinds, ways of handling, windows, guides and time limits."""

from django.db.models import TextChoices


class Kind(TextChoices):
    MATTER = "事项", "政务服务事项"
    CASE = "办件", "办件"
    WINDOW = "窗口", "通办、代办等窗口"


class Category(TextChoices):
    LICENCE = "许可", "行政许可"
    CONFIRMATION = "确认", "行政确认"
    PAYMENT = "给付", "行政给付"
    REWARD = "奖励", "行政奖励"
    RULING = "裁决", "行政裁决"
    OTHER = "其他权力", "其他行政权力"
    SERVICE = "公共服务", "公共服务"


class Status(TextChoices):
    IN_USE = "在用", "在用"
    STOPPED = "暂停", "暂停实施"
    ENDED = "取消", "已取消、下放或者并入其他事项"


class Reform(TextChoices):
    NONE = "不适用", "不是涉企经营许可事项"
    REMOVED = "取消审批", "直接取消审批"
    RECORDED = "改为备案", "审批改为备案"
    PROMISED = "告知承诺", "实行告知承诺"
    IMPROVED = "优化服务", "优化审批服务"
    MISSING = "尚未改革", "涉企经营许可事项，尚未纳入改革"


class Online(TextChoices):
    NONE = "不能", "不能网上办理"
    PARTLY = "网上可办", "网上可办，还要到场"
    THROUGHOUT = "全程网办", "全程网办"


class Reach(TextChoices):
    HERE = "本地", "只在本地办理"
    CITY = "市域通办", "市域通办"
    PROVINCES = "跨省通办", "跨省通办"
    COLLECTED = "代收代办", "异地代收代办"
    JOINT = "多地联办", "多地联办"


class Guide(TextChoices):
    GOOD = "符合标准", "要素齐全，线上线下一致"
    BAD = "不符合", "要素不全、过时或者线上线下不一致"
    NONE = "没有", "没有编制办事指南"
    UNCHECKED = "未核", "尚未检查"


class Channel(TextChoices):
    WINDOW = "窗口", "大厅窗口"
    ONLINE = "网上", "网上平台"
    SELF = "自助", "自助终端"
    NEAR = "就近", "乡镇街道、村居、银行网点等就近办理"
    OTHER = "其他", "邮寄、代办等"


class Procedure(TextChoices):
    SINGLE = "一般", "许可：一般办理（20个工作日）"
    JOINT = "联合", "许可：统一、联合、集中办理（45个工作日）"
    FIRST = "初审", "许可：下级机关初审（20个工作日）"
    OWN_LAW = "另有规定", "法律、法规、规章另定期限"
    NO_LIMIT = "无期限", "没有法定期限"
