"""The pre-check: what of a package's contents breaks a limit of its profile or will be missed, each with what to do about it."""

from collections.abc import Iterator
from dataclasses import dataclass

from fazhi.kit.files import human_size

from .contents import Contents, Part, Piece
from .models import PackageProfile
from .naming import ending_of

MB = 1 << 20
MOST_NAMED = 30


@dataclass(frozen=True)
class Finding:
    """One thing: at which indicator, about which file, what is wrong, and what to do."""

    indicator: str
    subject: str
    said: str
    advice: str


def precheck(contents: Contents) -> list[Finding]:
    """Every limit that is broken, indicator by indicator. An empty limit is not checked."""
    profile = contents.profile
    pieces: dict[str, list[Piece]] = {}
    for piece in contents.pieces():
        if piece.blob is not None:
            pieces.setdefault(piece.indicator, []).append(piece)
    found: list[Finding] = []
    for part in contents.parts:
        found += _of_part(profile, part, pieces.get(part.indicator.code, []))
    whole = sum(piece.blob.size for some in pieces.values() for piece in some if piece.blob)
    if profile.most_total_mb and whole > profile.most_total_mb * MB:
        said = f"全部文件共 {human_size(whole)}，超过 {profile.most_total_mb} MB"
        found.append(Finding("", "整个材料包", said, "减少大文件，或分成几个打包方案分别打包（在打包方案里选定指标）。"))
    return found


def notices(contents: Contents) -> list[Finding]:
    """What breaks no limit and should be known before packing: material that stays out, and indicators with nothing."""
    found = [
        Finding(each.number.rpartition("-")[0], f"{each.number} {each.title}（{each.unit}）", f"不放入：{each.why}", "")
        for each in contents.left_out
    ]
    bare = [part.indicator.code for part in contents.parts if part.facts.is_applicable and not any(not each.why for each in part.materials)]
    if bare:
        named = "、".join(bare[:MOST_NAMED]) + (f"等{len(bare)}项" if len(bare) > MOST_NAMED else "")
        found.append(Finding(f"{len(bare)} 项", named, "没有可放入的已认定材料，只有封面和数据", "先办结在审的报送。"))
    return found


def _of_part(profile: PackageProfile, part: Part, pieces: list[Piece]) -> Iterator[Finding]:
    code = part.indicator.code
    if profile.most_files and len(pieces) > profile.most_files:
        said = f"有 {len(pieces)} 个文件，最多 {profile.most_files} 个"
        yield Finding(code, part.indicator.title, said, "请与责任单位商定合并或撤下几件，重新认定后再打包。")
    for piece in pieces:
        yield from _of_file(profile, code, piece)


def _of_file(profile: PackageProfile, code: str, piece: Piece) -> Iterator[Finding]:
    assert piece.blob is not None
    name = piece.path.rpartition("/")[2]
    if profile.most_file_mb and piece.blob.size > profile.most_file_mb * MB:
        said = f"{human_size(piece.blob.size)}，单个文件最大 {profile.most_file_mb} MB"
        yield Finding(code, name, said, "请提供单位压缩画质、拆成几份，或改交链接。")
    ending = ending_of(name).lstrip(".")
    if profile.extensions and ending not in profile.extensions:
        said = f"格式 {ending or '（无扩展名）'} 不在允许的 {'、'.join(profile.extensions)} 之内"
        yield Finding(code, name, said, "请提供单位另存为允许的格式，作为新版本上传并重新认定。")
    if profile.longest_name and len(name) > profile.longest_name:
        yield Finding(code, name, f"文件名 {len(name)} 个字，最多 {profile.longest_name} 个", "请缩短材料名称，或改用更短的文件名样式。")
    if bad := sorted(set(profile.forbidden.replace(" ", "")) & set(name)):
        yield Finding(code, name, f"文件名里有不许用的“{''.join(bad)}”", "请改材料名称或文件名样式。")
