"""Who may hand in: liaison, head and task force, for the unit of the post they act in."""

from fazhi.people.actor import Actor, NotAllowed
from fazhi.people.models import Role, Unit

HANDS_IN = (Role.LIAISON, Role.HEAD, Role.TASKFORCE)


def handing_unit(actor: Actor, act: str) -> Unit:
    """The unit for which the actor hands in; raises NotAllowed. `act` is a verb and its object: “上传文件”."""
    if actor.unit is None or not actor.is_(*HANDS_IN):
        raise NotAllowed(f"您不能{act}：材料由单位的联络员、分管领导或创建工作专班提交。请切换到相应身份，或联系本单位联络员。")
    return actor.unit
