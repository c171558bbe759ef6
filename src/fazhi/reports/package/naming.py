"""Names in a package: folders by official numbering, files by the profile's pattern, short enough for any system, never twice."""

import re
from collections.abc import Callable

from fazhi.kit.files import safe_name
from fazhi.kit.numerals import to_chinese
from fazhi.plan.models import Indicator

from .models import PackageProfile

ROOT = "材料"
PROOF, FROZEN, FIGURES, COVER = "佐证", "冻结网页", "数据", "封面.txt"
LONGEST_FOLDER = 26  # characters: Windows takes 260 for a whole path, and the reader's own folder comes before ours
LONGEST_FILE = 60
PLACES = ("编码", "序号", "单位", "材料")  # what a pattern may hold
_PLACE = re.compile(r"\{([^{}]*)\}")
_ENDING = re.compile(r"\.[0-9A-Za-z]{1,10}$")


def level1_folder(indicator: Indicator) -> str:
    """“一、政府职能依法全面履行”."""
    return _folder(f"{to_chinese(indicator.level1_no)}、{indicator.level1_name}")


def level2_folder(indicator: Indicator) -> str:
    """“（八）加强行政规范性文件监督管理”: the running number of the second level, which is the middle one of the code."""
    return _folder(f"（{to_chinese(indicator.level2_no)}）{indicator.level2_name}")


def folder_of(indicator: Indicator) -> str:
    """The folder of a third-level indicator, from the root of the archive."""
    return f"{ROOT}/{level1_folder(indicator)}/{level2_folder(indicator)}/{_folder(f'{indicator.code} {indicator.title}')}"


def wrong_places(pattern: str) -> list[str]:
    """The words in braces that a pattern of file names cannot hold."""
    return [found for found in _PLACE.findall(pattern) if found not in PLACES]


def file_namer(profile: PackageProfile) -> Callable[..., str]:
    """A function of (编码=, 序号=, 单位=, 材料=, ending=) that gives names which keep the profile's rules as far as a name can."""

    def named(*, ending: str, **known: str) -> str:
        told = _PLACE.sub(lambda place: known.get(place[1], ""), profile.name_pattern or "{材料}")
        for sign in profile.forbidden.replace(" ", ""):
            told = told.replace(sign, "_")
        longest = min(LONGEST_FILE, profile.longest_name or LONGEST_FILE)
        return with_ending(told, ending, longest)

    return named


def with_ending(stem: str, ending: str, longest: int = LONGEST_FILE) -> str:
    """A safe file name of at most `longest` characters that keeps its ending (“.pdf”, or empty)."""
    stem = safe_name(stem.removesuffix(ending) if ending else stem)
    stem = stem[: max(1, longest - len(ending))].rstrip(". ") or "未命名"
    return stem + ending


def ending_of(name: str) -> str:
    """“.pdf” of “说明.PDF”."""
    found = _ENDING.search(name)
    return found[0].lower() if found else ""


class Taken:
    """The paths given out so far; a second one of the same name (also for systems that know no case) gets a number."""

    def __init__(self) -> None:
        self._held: set[str] = set()

    def free(self, path: str) -> str:
        folder, _, name = path.rpartition("/")
        ending = ending_of(name)
        stem, number, found = name[: len(name) - len(ending)], 2, name
        while (key := f"{folder}/{found}".casefold()) in self._held:
            found, number = f"{stem}({number}){ending}", number + 1
        self._held.add(key)
        return f"{folder}/{found}" if folder else found


def _folder(text: str) -> str:
    return safe_name(text.replace("/", "／"))[:LONGEST_FOLDER].rstrip(". ") or "未命名"
