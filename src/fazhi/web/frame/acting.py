"""Who is acting: every signed-in request carries an actor, and pages are closed to everybody else."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from fazhi.engine.register import registers
from fazhi.people.actor import Actor, NotAllowed, Refused, acting
from fazhi.people.models import Role
from fazhi.records.custom import open_to, refresh
from fazhi.web.frame.errors import error_page, forbidden, not_found

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
OPEN_PAGES = ("login", "logout", "health")
RENEW_AFTER = 60  # seconds between two renewals of the session, so that reading costs no write


class ActingMiddleware:
    """Puts `request.actor`; sends strangers to sign in; renews the session at most once a minute."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            request.actor = acting(request.user, request.session.get("post"), address=address_of(request))  # type: ignore[attr-defined]
            if "post" not in request.session and request.actor.post:  # type: ignore[attr-defined]
                request.session["post"] = request.actor.post.pk  # type: ignore[attr-defined]
            self.renew(request)
            refresh()  # registers that a task force defined on a page
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        name = request.resolver_match.url_name if request.resolver_match else None
        if holds_nul(request):
            why = "提交的文字里有看不见的空字符（NUL），系统无法保存。"
            return error_page(request, 400, "这次提交没有被接受", why, "它多半是复制粘贴时带进来的：请删去那一段，重新输入后再提交。")
        if name in OPEN_PAGES:
            return None
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        if stale := post_ended(request):
            return stale
        if request.user.must_change_password and name != "change-password":  # type: ignore[union-attr]
            return redirect("change-password")
        model = registers().get(kwargs.get("code", ""))
        return not_found(request) if model and not open_to(request.actor, model) else None  # type: ignore[attr-defined]

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What a room refused and the page did not expect: its own words, never an error."""
        if isinstance(exception, NotAllowed):
            return forbidden(request, exception)
        if isinstance(exception, Refused):
            return error_page(request, getattr(exception, "status", 422), "没有办成", str(exception), "")
        return None

    def renew(self, request: HttpRequest) -> None:
        now = int(time.time())
        if now - request.session.get("seen", 0) > RENEW_AFTER:
            request.session["seen"] = now
            request.session.set_expiry(settings.SESSION_COOKIE_AGE)


def holds_nul(request: HttpRequest) -> bool:
    """PostgreSQL stores no NUL. Only forms are read here; the bytes of an upload have their own gate."""
    told = [request.GET]
    if request.method == "POST" and request.content_type in FORMS:
        told.append(request.POST)
    fields = (text for each in told for name, texts in each.lists() for text in (name, *texts))
    return "\0" in request.path_info or any("\0" in text for text in fields)


def post_ended(request: HttpRequest) -> HttpResponse | None:
    """Nobody goes on under another nameplate without knowing: said once on a page; until then nothing is done or shown.

    What a script or a picture asks for does not count as said, for nobody may see its answer.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    named, held = request.session.get("post"), actor.post.pk if actor.post else None
    if named is None or named == held:
        return None
    by_script = request.headers.get("HX-Request") or request.headers.get("Tus-Resumable")
    is_page = not by_script and request.headers.get("Sec-Fetch-Dest", "document") == "document"
    if is_page:
        request.session["post"] = held
    ended = actor.user.posts.filter(pk=named).select_related("unit").first()
    now = f"现以“{actor.post}”身份继续" if actor.post else "目前没有其他任职"
    why = f"您的任职{f'“{ended}”' if ended else ''}已结束，{now}。"
    if request.method in ("GET", "HEAD"):
        return error_page(request, 200 if is_page else 409, "任职已结束", why, "需要换身份的，请在右上角切换；有疑问请联系安全管理员。")
    return error_page(request, 409, "任职已结束，没有提交", why, "刚才的操作没有执行。请返回核对，确认要以现在的身份办理，再重新提交。")


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; a script asking in the background gets a status it can tell apart."""
    if request.headers.get("HX-Request") or request.headers.get("Tus-Resumable"):
        response = HttpResponse(
            "登录已过期。请重新登录，已上传的部分和已填写的内容不会丢失。", status=401, content_type="text/plain; charset=utf-8"
        )
        response["HX-Redirect"] = f"{redirect_to_login(request.headers.get('HX-Current-URL', '/')).url}"  # type: ignore[attr-defined]
        return response
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")


def address_of(request: HttpRequest) -> str:
    """The client's address as the server saw it; a forwarded one only where FAZHI_HTTPS says that a proxy stands in front."""
    if settings.SECURE_PROXY_SSL_HEADER and "HTTP_X_FORWARDED_FOR" in request.META:
        return request.META["HTTP_X_FORWARDED_FOR"].split(",")[-1].strip()[:64]
    return request.META.get("REMOTE_ADDR", "")[:64]


def for_roles(*roles: Role) -> Callable:
    """Close a page to other roles, with a message that says whose it is."""

    def close(view: Callable) -> Callable:
        @wraps(view)
        def closed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor: Actor = request.actor  # type: ignore[attr-defined]
            if actor.role not in roles:
                raise PermissionDenied(f"这一页由{'、'.join(role.label for role in roles)}使用。如您兼任其他职务，请在右上角切换身份。")
            return view(request, *args, **kwargs)

        return closed

    return close


def refused(error: NotAllowed) -> PermissionDenied:
    """What an upper room refused, as a page."""
    return PermissionDenied(str(error))
