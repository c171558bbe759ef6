"""The words of leadership: where a problem came from, how grave it is, and who reports to whom."""

from django.db.models import TextChoices


class CameFrom(TextChoices):
    """Where a problem was brought up. The two of supervision stand for the rectification of R26 and R32."""

    PARTY_INSPECTION = "巡察移交", "巡视巡察移交"
    DISCIPLINE = "纪检监督", "纪检监察机关移交、建议"
    SUPERVISION = "法治督察", "法治政府建设督察"
    STATE_SUPERVISION = "政府督查", "政府督查"
    CHIEF_CHECK = "检查督促", "对下级党政主要负责人履责的检查督促"
    APPRAISAL = "考核评价", "年度考核、考评"
    SELF_CHECK = "自查", "单位自查"
    RETURNED = "审核退回", "审核退回的材料问题"
    BREACH = "台账违规", "台账中的违规、红线"
    SIGNAL = "数据信号", "数据一致性、离群信号"
    ASSESSMENT = "模拟评估", "评估、模拟评测"
    LOOK_BACK = "回头看", "回头看"
    CITIZEN = "群众反映", "群众、企业反映"
    NOTICE = "上级反馈", "上级通报、反馈、通知"
    ENFORCEMENT = "执法监督", "行政执法监督（R26）"
    SPECIAL = "专门监督", "审计、统计、财会监督（R32）"


class Gravity(TextChoices):
    GRAVE = "严重", "严重"
    HEAVY = "较重", "较重"
    PLAIN = "一般", "一般"


class Rechecked(TextChoices):
    PASSED = "通过", "整改到位，通过"
    FAILED = "不通过", "整改不到位，退回"


class Leave(TextChoices):
    """Why a problem may stay open past its day."""

    ACCEPTED = "接受", "客观原因不能整改，接受并控制"
    DEFERRED = "暂缓", "暂缓整改"


class Reporter(TextChoices):
    DEPARTMENT = "部门", "政府部门"
    AREA = "市县乡", "市、县区、乡镇街道的党委政府"
    NAMED = "示范地区", "已命名的示范地区"


class Recipient(TextChoices):
    PARTY = "本级党委", "本级党委"
    GOVERNMENT = "本级政府", "本级政府"
    CONGRESS = "本级人大", "本级人大常委会"
    PARTY_ABOVE = "上级党委", "上一级党委"
    GOVERNMENT_ABOVE = "上级政府", "上一级政府"
    DEPARTMENT_ABOVE = "上级部门", "上级部门"
    LAW_BODY = "议事机构", "本级党委法治议事协调机构（抄送）"
    PROVINCE_OFFICE = "省办", "经省委依法治省办报中央依法治国办"
    PUBLIC = "社会公开", "通过报刊、网站向社会公开"


class Post(TextChoices):
    CITY_PARTY = "市委", "市委主要负责人"
    CITY_GOVERNMENT = "市政府", "市政府主要负责人"
    COUNTY_PARTY = "县区委", "县区委主要负责人"
    COUNTY_GOVERNMENT = "县区政府", "县区政府主要负责人"
    TOWN_PARTY = "乡镇党委", "乡镇街道党（工）委主要负责人"
    TOWN_GOVERNMENT = "乡镇政府", "乡镇政府、街道办事处主要负责人"
    DEPARTMENT = "部门", "部门主要负责人"


class Valued(TextChoices):
    GOOD = "好", "好"
    FAIR = "较好", "较好"
    PLAIN = "一般", "一般"
    POOR = "差", "差"


class Level(TextChoices):
    CITY = "市", "市委、市政府"
    COUNTY = "县区", "县区委、县区政府"
    TOWNSHIP = "乡镇", "乡镇、街道"
    DEPARTMENT = "部门", "部门党组（党委）"
