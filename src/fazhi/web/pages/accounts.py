"""账号: who can sign in, the posts each person holds, first passwords. The security admin's pages."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fazhi.journal.models import Verb
from fazhi.journal.write import digest_of, trail, write
from fazhi.people.accounts import add_user, deactivate, edit_user, reactivate, reset_password
from fazhi.people.actor import Actor, NotAllowed, Refused
from fazhi.people.directory import accounts as accounts_seen_by
from fazhi.people.directory import posts_seen_by, users_seen_by
from fazhi.people.models import Role, User
from fazhi.people.rights import may_keep
from fazhi.web.frame.acting import for_roles, refused

from .appointing import PHONE_READERS, finish, masked, name_to_post, post_rows, substitute, unit_named, withdraw

SHOWN = 50  # accounts a page
STANDINGS = (("on", "有任职"), ("idle", "没有任职"), ("off", "已停用"))


@for_roles(Role.SECURITY_ADMIN)
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account of the area, found by name, account or unit."""
    return show_accounts(request)


def show_accounts(request: HttpRequest, refusal: str = "") -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    users = accounts_seen_by(actor, request.GET.get("q", "")[:100])
    role, standing = request.GET.get("role", ""), request.GET.get("standing", "")
    today = posts_seen_by(actor).on(actor.today)
    if role:
        users = users.filter(pk__in=today.filter(role=role).values("user"))
    if standing == "off":
        users = users.filter(is_active=False)
    elif standing == "idle":
        users = users.filter(is_active=True).exclude(pk__in=today.values("user"))
    elif standing == "on":
        users = users.filter(is_active=True, pk__in=today.values("user"))
    page = Paginator(users, SHOWN).get_page(request.GET.get("page"))
    rows = [(user, masked(user.phone), [post for post in user.held if post.holds_on(actor.today)]) for user in page.object_list]  # type: ignore[attr-defined]
    known: dict[str, Any] = {"page": page, "rows": rows, "roles": Role.choices, "standings": STANDINGS, "refusal": refusal}
    known["kept"] = request.POST if refusal else {}
    return render(request, "directory/accounts.html", known, status=422 if refusal else 200)


@require_POST
@for_roles(Role.SECURITY_ADMIN)
def new_account(request: HttpRequest) -> HttpResponse:
    """A new account; its first password is shown once."""
    try:
        user, password = add_user(request.actor, *(request.POST.get(name, "") for name in ("username", "name", "phone")))  # type: ignore[attr-defined]
    except Refused as error:
        return show_accounts(request, str(error))
    return first_password(request, user, password, back=("account", user.pk))


@never_cache
def first_password(request: HttpRequest, user: User, password: str, back: tuple[str, int]) -> HttpResponse:
    """The one time a first password can be read: the answer to the act itself, kept by nobody."""
    return render(request, "directory/password.html", {"user": user, "password": password, "back": reverse(back[0], args=back[1:])})


@for_roles(Role.SECURITY_ADMIN)
def account(request: HttpRequest, user: int) -> HttpResponse:
    """One person: posts with dates, and what may be done."""
    return show_account(request, get_object_or_404(users_seen_by(request.actor), pk=user))  # type: ignore[attr-defined]


def show_account(request: HttpRequest, user: User, refusal: str = "", opened: str = "") -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    posts = posts_seen_by(actor).filter(user=user).select_related("user", "unit", "stands_in_for__user").order_by("-since", "-id")
    known = {
        "user": user,
        "phone": masked(user.phone),
        "posts": post_rows(actor, list(posts)),
        "roles": list(Role),
        "is_self": user.pk == actor.user.pk,
        "may_keep": may_keep(actor, user),
        "seen": digest_of(user),
        "refusal": refusal,
        "opened": opened,
        "kept": request.POST if refusal else {},
        "trail": trail(user)[:20],
    }
    return render(request, "directory/account.html", known, status=422 if refusal else 200)


def edit(actor: Actor, user: User, form: Mapping[str, Any]) -> str:
    if form.get("seen") != digest_of(user):
        raise Refused(f"{user}的资料刚被别人改过，您的修改没有保存。下面是最新的内容，请核对后再改。")
    edit_user(actor, user, form.get("name", ""), form.get("phone", "").strip() or ("" if form.get("no_phone") else user.phone))
    return "已保存资料。"


def take_out(actor: Actor, user: User, form: Mapping[str, Any]) -> str:
    deactivate(actor, user)
    return f"已停用账号“{user.username}”，{user}不能再登录；任职和经办的事项都保留。"


def let_in(actor: Actor, user: User, form: Mapping[str, Any]) -> str:
    reactivate(actor, user)
    return f"已启用账号“{user.username}”。"


ACTS: dict[str, Callable[[Actor, User, Mapping[str, Any]], str]] = {
    "edit": edit,
    "appoint": lambda actor, user, form: name_to_post(actor, user, unit_named(actor, form.get("unit", "")), form),
    "end-post": lambda actor, user, form: finish(actor, form),
    "stand-in": lambda actor, user, form: substitute(actor, form),
    "take-back": lambda actor, user, form: withdraw(actor, form),
    "deactivate": take_out,
    "reactivate": let_in,
}


@require_POST
@for_roles(Role.SECURITY_ADMIN)
def act_on_account(request: HttpRequest, user: int, act: str) -> HttpResponse:
    """Carry out one act and come back to the person; what is refused is said on the page, with the form as it was."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(users_seen_by(actor), pk=user)
    try:
        if act == "reset":
            return first_password(request, found, reset_password(actor, found), back=("account", found.pk))
        if act not in ACTS:
            raise Http404(act)
        messages.success(request, ACTS[act](actor, found, request.POST), extra_tags="ok")
    except NotAllowed as error:
        raise refused(error) from None
    except Refused as error:
        found.refresh_from_db()
        return show_account(request, found, str(error), act)
    return redirect("account", found.pk) if users_seen_by(actor).filter(pk=found.pk).exists() else redirect("accounts")


@require_POST
@never_cache
@for_roles(*PHONE_READERS)
def phone(request: HttpRequest, user: int) -> HttpResponse:
    """The whole number, for whoever asks by a click; the click is journalled."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(users_seen_by(actor), pk=user)
    units = [actor.unit.pk] if actor.unit else []
    write(Verb.OPENED, found, f"查看了{found.name}的电话号码", by=actor.who, units=units)
    shown = "directory/_phone_open.html" if request.headers.get("HX-Request") else "directory/phone.html"
    return render(request, shown, {"user": found})


urlpatterns = [
    path("accounts/", accounts, name="accounts"),
    path("accounts/new/", new_account, name="account-new"),
    path("accounts/<int:user>/", account, name="account"),
    path("accounts/<int:user>/phone/", phone, name="account-phone"),
    path("accounts/<int:user>/act/<slug:act>/", act_on_account, name="account-act"),
]
