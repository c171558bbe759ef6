"""Docs that tell the truth: every room, command and setting is named, every picture exists, both READMEs say the same commands."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SRC = ROOT / "src/fazhi"
FILES_BESIDE_ROOMS = {"static", "__pycache__"}


def rooms() -> list[str]:
    return sorted(path.name for path in SRC.iterdir() if path.is_dir() and path.name not in FILES_BESIDE_ROOMS)


def commands() -> list[str]:
    return sorted(path.stem for path in SRC.glob("*/management/commands/*.py") if path.stem != "__init__")


def settings() -> list[str]:
    text = "".join(path.read_text(encoding="utf-8") for path in SRC.rglob("*.py"))
    return sorted(set(re.findall(r'environ(?:\.get)?[\[(]"(FAZHI_\w+)"', text)))


def pictures(page: Path) -> list[Path]:
    return [page.parent / name for name in re.findall(r"!\[[^\]]*\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))]


def run_commands(page: Path) -> list[str]:
    return sorted(set(re.findall(r"^(python3 run\.py \w+.*?)\s*(?:#.*)?$", page.read_text(encoding="utf-8"), flags=re.M)))


def problems() -> list[str]:
    found = []
    map_page, run_page = ROOT / "docs/map.md", ROOT / "docs/howto/run-it.md"
    map_text, run_text = map_page.read_text(encoding="utf-8"), run_page.read_text(encoding="utf-8")
    found += [f"docs/map.md does not name the room {room}" for room in rooms() if f"`{room}`" not in map_text]
    found += [f"docs/howto/run-it.md does not name the command fazhi {name}" for name in commands() if f"fazhi {name}" not in run_text]
    found += [f"docs/howto/run-it.md does not name the setting {name}" for name in settings() if f"`{name}`" not in run_text]
    for page in [ROOT / "README.md", ROOT / "README.zh-CN.md", *(ROOT / "docs").rglob("*.md")]:
        links = pictures(page)
        found += [f"{page.relative_to(ROOT)} shows a picture that is not there: {each.name}" for each in links if not each.exists()]
        found += [f"{each.relative_to(ROOT)} is over 150 KB" for each in links if each.exists() and each.stat().st_size > 150 * 1024]
    if run_commands(ROOT / "README.md") != run_commands(ROOT / "README.zh-CN.md"):
        found.append("README.md and README.zh-CN.md name different commands")
    words = (ROOT / "docs/words.md").read_text(encoding="utf-8")
    code = "".join(path.read_text(encoding="utf-8") for path in SRC.rglob("*.py"))
    unknown = [name for name in re.findall(r"\| `([A-Z]\w+)` \|", words) if not re.search(rf"\bclass {name}\b", code)]
    found += [f"docs/words.md names a class that is not in the code: {name}" for name in unknown]
    return found


if __name__ == "__main__":
    said = problems()
    sys.stdout.write("\n".join(said) + ("\n" if said else "docs: nothing wrong found\n"))
    raise SystemExit(bool(said))
