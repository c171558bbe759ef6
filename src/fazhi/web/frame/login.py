"""Signing in and out, the password, and the switch between nameplates."""

from datetime import timedelta
from ipaddress import ip_address
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from fazhi.journal.models import Verb
from fazhi.journal.write import Who, trail, write
from fazhi.people.actor import acting
from fazhi.people.directory import account_called
from fazhi.people.models import User
from fazhi.web.frame.acting import address_of


class SignInForm(AuthenticationForm):
    """Account and password, refused in words that do not tell which was wrong."""

    error_messages = {
        "invalid_login": "账号或密码不对。请核对后重试；连续输错 5 次，账号将锁定 15 分钟。",
        "inactive": "这个账号已停用。请联系安全管理员。",
    }


class SignIn(LoginView):
    """The sign-in page; each sign-in is journalled."""

    template_name = "frame/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        user: User = form.get_user()
        response = super().form_valid(form)
        actor = acting(user, address=address_of(self.request))
        write(Verb.SIGNED_IN, user, "登录了系统", by=actor.who)
        return response


class SignOut(LogoutView):
    """Ends the session; journalled as well."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            write(Verb.SIGNED_OUT, request.user, "退出了系统", by=request.actor.who)  # type: ignore[attr-defined]
        return super().post(request, *args, **kwargs)


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict | None) -> HttpResponse:
    """Too many wrong passwords: say so and for how long; journalled against the account where it exists."""
    user = account_called((credentials or {}).get("username") or "")
    if user:
        journal_lock(user, address_of(request))
    shown = {"title": "账号已暂时锁定", "why": "密码连续输错 5 次。", "advice": "请 15 分钟后再试；忘记密码请联系安全管理员重置。"}
    return render(request, "frame/error.html", shown, status=429)


def journal_lock(user: User, address: str) -> None:
    """One entry a lock, however often somebody goes on trying while it lasts."""
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    if not trail(user).filter(verb=Verb.LOCKED_OUT, address=address, at__gte=since).exists():
        write(Verb.LOCKED_OUT, user, "连续输错密码，账号锁定 15 分钟", by=Who(None, "登录页", address=address))


def counted_address(request: HttpRequest) -> str | None:
    """The address whose wrong passwords are counted together: the client's where it is one, else that of the connection."""
    for address in (address_of(request), request.META.get("REMOTE_ADDR", "")):
        try:
            return str(ip_address(address))
        except ValueError:
            continue
    return None


class NewPasswordForm(PasswordChangeForm):
    """The old password and a new one that is really new."""

    def clean_new_password1(self) -> str:
        new = self.cleaned_data["new_password1"]
        if new == self.cleaned_data.get("old_password"):
            raise forms.ValidationError("新密码与现在的密码相同，没有修改。请换一个新密码。")
        return new


def change_password(request: HttpRequest) -> HttpResponse:
    """One's own password; asked for at the first sign-in and after a reset."""
    form = NewPasswordForm(request.user, request.POST or None)  # type: ignore[arg-type]
    if request.method == "POST" and form.is_valid():
        user: Any = form.save(commit=False)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        update_session_auth_hash(request, user)
        write(Verb.CHANGED, user, "修改了自己的密码", by=request.actor.who)  # type: ignore[attr-defined]
        return redirect("today")
    return render(request, "frame/password.html", {"form": form}, status=200 if request.method == "GET" else 422)


@require_POST
def switch_post(request: HttpRequest, post: int) -> HttpResponse:
    """Act under another nameplate of one's own."""
    if post not in [each.pk for each in request.actor.posts]:  # type: ignore[attr-defined]
        raise Http404
    request.session["post"] = post
    return redirect("today")
