"""Pages for what went wrong: what, why, and what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def error_page(request: HttpRequest, status: int, title: str, why: str, advice: str) -> HttpResponse:
    if request.headers.get("Tus-Resumable"):  # an upload's script shows the words as they are
        return HttpResponse(f"{title}：{why}{advice}", status=status, content_type="text/plain; charset=utf-8")
    shown = {"title": title, "why": why, "advice": advice}
    if request.headers.get("HX-Request"):
        return render(request, "frame/_refusal.html", shown, status=status)
    return render(request, "frame/error.html", shown, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 400, "这次提交没有被接受", "收到的内容不完整或格式不对。", "请返回上一页重新填写；已保存的内容不受影响。")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    why = str(exception) if exception and str(exception) else "您当前的身份无权打开这一页。"
    return error_page(request, 403, "不能打开", why, "如认为应当可以，请联系本单位联络员或创建工作专班。")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 404, "没有找到这一页", "地址不存在，或其中的内容不对您开放。", "请从左侧菜单重新进入，或用上方搜索查找。")


def failed(request: HttpRequest) -> HttpResponse:
    return error_page(
        request, 500, "系统出错了", "这次操作没有完成，也没有留下半截数据。", "请稍后重试；仍不行，请把发生的时间告诉系统管理员。"
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(
        request,
        403,
        "页面已过期",
        "这一页打开太久或登录状态已变化，为安全起见没有提交。",
        "请返回上一页刷新后再提交；浏览器通常会保留您填写的内容。",
    )
