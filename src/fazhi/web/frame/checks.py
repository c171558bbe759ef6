"""Start-up checks of the surface: what is missing is named with its mend, before the first page is asked for."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.urls import NoReverseMatch, reverse

from .menu import MENU

VENDOR = ("@tabler/core/dist/css/tabler.min.css", "tus-js-client/dist/tus.min.js")


@register()
def vendor_files(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The front-end files that the build hook fetches."""
    folder = settings.PACKAGE / "static/vendor"
    lacking = [name for name in VENDOR if not (folder / name).exists()]
    mend = "重新安装：.venv/bin/pip install --no-deps -e .（会按 package-lock.json 取回）"
    return [Error(f"缺少前端文件 {name}", hint=mend, obj=str(folder), id="web.E001") for name in lacking]


@register()
def menu_addresses(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every line of the menu leads somewhere, and its icon is there."""
    found: list[CheckMessage] = []
    for line in MENU:
        try:
            reverse(line.url_name)
        except NoReverseMatch:
            found.append(Error(f"菜单“{line.label}”指向不存在的地址 {line.url_name}", obj=line.url_name, id="web.E002"))
        if not (settings.PACKAGE / f"static/vendor/@tabler/icons/icons/outline/{line.icon}.svg").exists():
            found.append(Warning(f"菜单“{line.label}”的图标 {line.icon} 没有列在 assets.toml", obj=line.icon, id="web.W001"))
    return found
