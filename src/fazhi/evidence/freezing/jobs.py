"""The background work of links: freezing at hand-in, and looking again at a share of them every hour."""

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from fazhi.jobs.declare import every, job
from fazhi.jobs.queue import enqueue
from fazhi.jobs.running import progress
from fazhi.journal.models import Verb
from fazhi.journal.write import write
from fazhi.people.actor import Actor, NotAllowed
from fazhi.people.lines import line_of

from ..models import Capture, Fault, ItemKind, Version
from ..refusals import ItemRefused
from ..rights import HANDS_IN
from ..signals.examining import examine
from ..signals.links import look_at_captures
from .fetching import Fetched, Limits, fetch
from .keeping import keep, known_digests
from .policy import Policy, policy_in_force
from .taking import Taken, take

MOST_A_RUN = 300
FIRST_LOOK = timedelta(hours=1)  # a link without a look after this time has lost its job, or is older than the freezing
AT_ONCE = 4  # sites asked at the same time; of one site one page after another
MOST_UNPROVEN = 10  # failures without any answer before others are asked whether there is a network at all
OTHERS_ASKED = 3
OFF = "本系统没有开启网页抓取（FAZHI_LINKS=off），只保存网址。请把页面打印成 PDF 另行上传。"


@job(label="冻结链接的网页", retries=2)
def freeze(version_id: int) -> str:
    """One look at the address of a version, at hand-in or when somebody asks for it; gives the state of the capture."""
    version = Version.objects.select_related("item").get(pk=version_id)
    policy = policy_in_force()
    if not policy.is_on:
        return str(keep(version, _off(version)).state) if not version.captures.exists() else "off"
    progress(1, 3, "打开网页")
    taken = take(version.url, policy, known_digests(version))
    counts = not _is_mute(taken) or _is_online(policy, {_host(version.url)})
    return str(_kept(version, taken, counts=counts).state)


@every("23 * * * *", label="重新检查链接")
def recheck() -> dict[str, int]:
    """Look again at the links that are due, oldest first; {"checked", "failed", "offline"}. One bad site holds up no other.

    Where nothing at all answers, nor the sites that answered before, the machine has no network: that is said, and raises nothing.
    """
    policy = policy_in_force()
    if not policy.is_on:
        return {"checked": 0, "failed": 0, "offline": 0}
    versions = list(due(timezone.now())[:MOST_A_RUN])
    checked, failed, proven = 0, 0, False
    unproven: list[tuple[Version, Taken]] = []
    for version, taken in _looks(versions, policy):
        progress(checked + len(unproven), len(versions), f"已检查 {checked} 个链接，{failed} 个打不开")
        if _is_mute(taken) and not proven:
            unproven.append((version, taken))
            if len(unproven) < MOST_UNPROVEN:
                continue
            if not (proven := _is_online(policy, {_host(each.url) for each, _ in unproven})):
                break
        else:
            proven = proven or taken.fetched.reached
            unproven.append((version, taken))
        if proven:
            failed += sum(_kept(each, look).state == Capture.State.FAILED for each, look in unproven)
            checked += len(unproven)
            unproven = []
    if unproven and not proven:
        proven = _is_online(policy, {_host(each.url) for each, _ in unproven})
    failed += sum(_kept(each, look, counts=proven).state == Capture.State.FAILED for each, look in unproven)
    if unproven and not proven:
        progress(1, 1, f"{len(unproven)} 个链接全部连不上，像是本机没有网络；不计入失败，一小时后再试")
        return {"checked": checked, "failed": 0, "offline": len(unproven)}
    return {"checked": checked + len(unproven), "failed": failed, "offline": 0}


def due(now: datetime) -> QuerySet[Version]:
    """The newest versions of links in use whose next look has come, those waiting longest first."""
    newer = Version.objects.filter(item=OuterRef("item"), no__gt=OuterRef("no"))
    links = Version.objects.filter(item__kind=ItemKind.LINK, item__removed_at=None).exclude(url="").exclude(Exists(newer))
    never = Q(captures=None, uploaded_at__lte=now - FIRST_LOOK)
    return links.filter(Q(captures__due_at__lte=now) | never).select_related("item").order_by("captures__due_at", "pk")


def ask_again(actor: Actor, version: Version) -> None:
    """Somebody wants the page looked at now; raises NotAllowed and ItemRefused. The look itself is a job."""
    unit = version.item.unit
    own = actor.unit is not None and actor.unit.pk in line_of(unit)
    if not actor.is_(*HANDS_IN) or not (own or actor.oversees(unit)):
        raise NotAllowed(f"“{version.item.title}”是{unit}的材料，由该单位或创建工作专班要求重新检查。")
    if not policy_in_force().is_on:
        raise ItemRefused(OFF)
    if version.no != version.item.versions.order_by("-no").values_list("no", flat=True).first():
        raise ItemRefused("这是旧的网址，只检查最新一版的网址。请打开最新一版再点。")
    enqueue(freeze, version.pk, by=actor.user.name, key=f"freeze-{version.pk}")
    write(Verb.CHANGED, version, f"要求重新检查链接“{version.item.title}”", by=actor.who, about=[version.item], units=[unit.pk])


def _kept(version: Version, taken: Taken, *, counts: bool = True) -> Capture:
    capture = keep(version, taken, counts=counts, then=lambda held: enqueue(examine, held.pk, key=f"examine-{held.pk}"))
    look_at_captures(version)
    return capture


def _off(version: Version) -> Taken:
    return Taken(Fetched(version.url, fault=Fault.OFF, why=OFF), fault=Fault.OFF, why=OFF)


def _looks(versions: list[Version], policy: Policy) -> Iterator[tuple[Version, Taken]]:
    """Each version with its look, as they come in; the pages of one site one after another."""
    sites: dict[str, list[Version]] = {}
    for version in versions:
        sites.setdefault(_host(version.url), []).append(version)
    known = {version.pk: known_digests(version) for version in versions}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        out: dict[Future[Taken], tuple[Version, list[Version]]] = {}

        def send(waiting: list[Version]) -> None:
            if waiting:
                out[pool.submit(take, waiting[0].url, policy, known[waiting[0].pk])] = (waiting[0], waiting[1:])

        queue = list(sites.values())
        while queue or out:
            while queue and len(out) < AT_ONCE:
                send(queue.pop(0))
            for ended in wait(out, return_when=FIRST_COMPLETED).done:
                version, rest = out.pop(ended)
                queue += [rest] if rest else []
                yield version, ended.result()


def _is_mute(taken: Taken) -> bool:
    """Nothing on the network said anything: as it is of a dead site, and of a machine without a network."""
    return taken.fault in (Fault.NAME, Fault.CONNECTION, Fault.TIME) and not taken.fetched.reached


def _is_online(policy: Policy, but: set[str]) -> bool:
    """Whether one of the sites that answered before answers now."""
    good = Capture.objects.filter(state__in=(Capture.State.TAKEN, Capture.State.SAME)).order_by("-taken_at").values_list("url", flat=True)
    others: dict[str, str] = {}
    for url in good[:500]:
        if _host(url) not in but and len(others) < OTHERS_ASKED:
            others.setdefault(_host(url), url)
    return any(fetch(url, policy, Limits(seconds=15, connect=6, read=8)).reached for url in others.values())


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()
