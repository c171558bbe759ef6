"""A small city whose accepted material is packed, for the tests of packages."""

import io
import json
import zipfile
from datetime import date

from fazhi.evidence import store
from fazhi.evidence.models import Version
from fazhi.reports.package import making
from fazhi.reports.package.profiles import profiles_for

DAY = date(2025, 9, 10)
PDF = b"%PDF-1.4 " + "审核意见书".encode() * 50
FOLDER = "材料/二、依法行政制度体系完善/（八）加强行政规范性文件监督管理/2.8.3 合法性审核率"
PROOF = f"{FOLDER}/佐证/01-市教育局-审核意见书第1号.pdf"


def give(version, data, media_type="application/pdf"):
    Version.objects.filter(pk=version.pk).update(blob=store.put(data, media_type), text="审核意见书第1号", text_state="done")


def profile_of(city, slug="whole", **facts):
    held = next(each for each in profiles_for(city.unit) if each.slug == slug)
    for name, value in facts.items():
        setattr(held, name, value)
    held.save()
    return held


def made(city, **facts):
    package = making.make(city.force, city.campaign, profile_of(city, **facts), DAY)
    making.make_package.call(package.pk)
    package.refresh_from_db()
    return package


def archive(package):
    return zipfile.ZipFile(io.BytesIO(store.opened(package.blob).read()))


def listing(package):
    return json.loads(archive(package).read("清单.json"))
