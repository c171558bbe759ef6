"""The words an enforcement case is told in: its kinds, procedures, areas, outcomes, and how it is published."""

from django.db.models import TextChoices


class Kind(TextChoices):
    PERMIT = "许可", "行政许可"
    PENALTY = "处罚", "行政处罚"
    COMPULSION = "强制", "行政强制"
    INSPECTION = "检查", "行政检查"
    LEVY = "征收征用", "行政征收、征用"


class Procedure(TextChoices):
    ORDINARY = "普通", "处罚：普通程序"
    SUMMARY = "简易", "处罚：简易程序（当场处罚）"
    SINGLE = "一般", "许可：一般办理"
    JOINT = "联合", "许可：统一、联合、集中办理"
    OTHER = "其他", "强制、检查、征收等"


class Area(TextChoices):
    FOOD = "食品药品", "食品药品"
    HEALTH = "公共卫生", "公共卫生"
    LAND = "自然资源", "自然资源"
    ENVIRONMENT = "生态环境", "生态环境"
    SAFETY = "安全生产", "安全生产"
    LABOUR = "劳动保障", "劳动保障"
    CITY = "城市管理", "城市管理"
    TRANSPORT = "交通运输", "交通运输"
    FINANCE = "金融服务", "金融服务"
    EDUCATION = "教育培训", "教育培训"
    OTHER = "其他", "其他领域"


class Hearing(TextChoices):
    NONE = "不适用", "不属于应当告知听证的情形"
    WAIVED = "未申请", "已告知，当事人未申请"
    HELD = "已举行", "已告知并举行听证"
    PENDING = "待举行", "已申请，尚未举行"
    NOT_TOLD = "未告知", "应告知而未告知"


class Measure(TextChoices):
    NONE = "无", "没有采取"
    KEPT = "登记保存", "先行登记保存"
    SEALED = "查封", "查封"
    SEIZED = "扣押", "扣押"
    FROZEN = "冻结", "冻结存款、汇款"
    OTHER = "其他措施", "其他强制措施"


class Outcome(TextChoices):
    DONE = "作出决定", "处罚、准予许可、采取措施、检查结论等"
    REFUSED = "不予", "不予处罚、不予许可"
    DISMISSED = "撤案", "撤销立案、终止办理"
    REFERRED = "移送", "移送其他机关"


class Discretion(TextChoices):
    NONE = "无裁量", "没有裁量空间"
    NORMAL = "一般", "一般"
    LIGHTER = "从轻", "从轻"
    REDUCED = "减轻", "减轻"
    SPARED = "免罚", "不予处罚"
    HEAVIER = "从重", "从重"


class Execution(TextChoices):
    OWN = "自动履行", "当事人自动履行"
    COURT = "申请法院", "申请法院强制执行"
    FORCED = "强制执行", "机关自行强制执行"
    SUBSTITUTE = "代履行", "代履行"


class Publicity(TextChoices):
    THREE = "三项制度", "执法三项制度：许可、处罚7个工作日，其他20个工作日"
    MARKET = "市监同省", "市场监管处罚（同省）：20个工作日"
    MARKET_FAR = "市监跨省", "市场监管处罚（跨省）：推送10个工作日，公示10个工作日"
    NONE = "不公示", "依法不公示"


class Trace(TextChoices):
    UNCHECKED = "未核", "尚未核对"
    COMPLETE = "齐备", "文字记录和应有的音像记录齐备"
    NO_TEXT = "缺文字", "缺文字记录"
    NO_VIDEO = "缺音像", "应有音像而没有"
