"""The terms of rulemaking: the choice lists of its registers, in the field's own words."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """What a paper is. Only the first two are kept in the register; the others are asked for, so that they stay out."""

    REGULATION = "规章", "地方政府规章"
    DOCUMENT = "规范性文件", "行政规范性文件"
    WORK_PLAN = "工作方案", "工作方案、实施方案、工作要点"
    MINUTES = "会议纪要", "会议纪要"
    EMERGENCY_PLAN = "应急预案", "应急预案"
    INTERNAL = "内部管理", "内部管理规范、工作制度"
    ESTABLISHMENT = "机构编制", "机构编制文件"
    REPORT = "请示报告", "请示、报告"
    COMMENDATION = "表彰奖惩", "表彰奖惩决定"
    PERSONNEL = "人事任免", "人事任免决定"
    FINANCE = "财务", "内部财务文件"
    APPRAISAL = "工作考核", "工作考核文件"
    PROGRAMME = "规划", "规划类文件"
    STANDARD = "技术标准", "专业技术标准"


NORMATIVE = ("规章", "规范性文件")
INTERNAL_ENDINGS = ("工作方案", "实施方案", "工作要点", "会议纪要", "应急预案", "请示", "报告", "表彰决定", "任免通知", "考核办法")


class IssuedAs(TextChoices):
    """In whose name a document goes out; it decides who reviews it."""

    GOVERNMENT = "政府", "本级政府名义"
    OFFICE = "政府办公室", "本级政府办公室名义"
    AGREED = "政府同意", "经本级政府同意以部门名义"
    DEPARTMENT = "部门", "部门名义"
    TOWNSHIP = "乡镇街道", "乡镇政府、街道办事处名义"


class Reviewer(TextChoices):
    """Who gave the opinion on legality."""

    GOVERNMENT = "政府审核机构", "本级政府的审核机构"
    OWN = "本单位审核机构", "制定机关自己的审核机构"


class Result(TextChoices):
    """What the review of legality said."""

    LAWFUL = "合法", "合法"
    AMENDED = "修改后合法", "按意见修改后合法"
    UNLAWFUL = "不合法", "不合法"


class Meeting(TextChoices):
    """Where it was decided together."""

    STANDING = "常务会议", "政府常务会议"
    FULL = "全体会议", "政府全体会议"
    OFFICE = "办公会议", "部门办公会、党组会等集体审议"


class Validity(TextChoices):
    """How long a document is meant to hold."""

    ORDINARY = "一般", "一般"
    TRIAL = "暂行试行", "暂行、试行"
    OPEN = "不设", "规章等不设有效期"


class Effect(TextChoices):
    """The mark of effect."""

    NOT_YET = "未施行", "尚未施行"
    IN_FORCE = "有效", "有效"
    AMENDED = "修改", "已修改，修改后有效"
    REPEALED = "废止", "已废止"
    EXPIRED = "失效", "已失效"


IN_FORCE = ("有效", "修改")


class Found(TextChoices):
    """Who found a document unlawful."""

    NOTHING = "没有", "没有"
    CONGRESS = "人大纠正", "被本级人大常委会责令改正或撤销"
    SUPERIOR = "上级纠正", "被上级行政机关责令改正或撤销"
    REVIEW = "复议认定", "被行政复议机关认定不合法"
    COURT = "法院认定", "被人民法院认定不合法"


class Subject(TextChoices):
    """What opinions are asked on."""

    REGULATION = "规章草案", "规章草案"
    MARKET = "涉市场主体文件", "与市场主体生产经营密切相关的规范性文件草案"
    DOCUMENT = "其他文件", "其他规范性文件草案"
    DECISION = "重大决策", "重大行政决策草案"


class Form(TextChoices):
    """How opinions are heard."""

    PUBLIC = "公开征求", "向社会公开征求意见"
    HEARING = "听证会", "听证会"
    MEETING = "座谈会", "座谈会、论证会"
    WRITTEN = "书面征求", "书面征求意见"
    SURVEY = "调查走访", "问卷调查、实地走访"


class Audience(TextChoices):
    """Who is heard."""

    PUBLIC = "社会公众", "社会公众"
    COMPANIES = "企业", "企业"
    ASSOCIATIONS = "协会商会", "行业协会商会"
    PEOPLES = "人民团体", "人民团体、社会组织"
    GROUPS = "特定群体", "特定群体、群众代表"
    BODIES = "机关单位", "有关机关、单位"


CONCERNED = ("企业", "协会商会", "人民团体", "特定群体")


class Recipient(TextChoices):
    """To whom a filing goes."""

    STATE_COUNCIL = "国务院", "国务院"
    PROVINCIAL_CONGRESS = "省人大常委会", "省人大常委会"
    PROVINCE = "省政府", "省政府"
    CONGRESS = "本级人大常委会", "本级人大常委会"
    SUPERIOR = "上一级政府", "上一级政府"
    GOVERNMENT = "本级政府", "本级政府"


class Filed(TextChoices):
    """What is filed."""

    REGULATION = "规章", "规章"
    DOCUMENT = "规范性文件", "规范性文件"
    CATALOGUE = "规章目录", "上一年所制定的规章目录"


class Filing(TextChoices):
    """What became of a filing."""

    REGISTERED = "予以登记", "予以备案登记"
    SUSPENDED = "暂缓登记", "暂缓备案登记，要求补报、重报"
    REFUSED = "不予登记", "不予备案登记"


class Work(TextChoices):
    """What is done with something already in force."""

    CLEANING = "清理", "清理"
    EVALUATION = "后评估", "后评估"
    ANSWER = "纠错答复", "答复司法建议、复议附带审查"


class Trigger(TextChoices):
    """Why it is looked at again."""

    HIGHER_LAW = "上位法变动", "上位法制定、修改、废止"
    CAMPAIGN = "上级专项", "上级要求的专项清理"
    REGULAR = "定期", "定期清理"
    EXPIRING = "届满前", "有效期届满前评估"
    YEARLY = "年度评估", "年度后评估计划"
    OFF_TARGET = "未达效果", "实施后明显未达到预期效果"
    OBJECTIONS = "意见较多", "公民、法人或者其他组织提出较多意见"
    JUDICIAL = "司法建议", "人民法院的司法建议"
    INCIDENTAL = "附带审查", "行政复议附带审查，收到复议机关通知"
    FORWARDED = "转送审查", "行政复议附带审查，收到转送"


class Conclusion(TextChoices):
    """What is to become of it."""

    KEEP = "继续", "继续有效、继续执行"
    AMEND = "修改", "修改、调整"
    REPEAL = "废止", "废止、停止执行"
    EXPIRED = "失效", "宣布失效"
