"""The shape of the code: budgets, names, first sentences, imports, the doors of the surfaces, and who writes which state.

An exception is a line in one of the tables below, with its reason. A line that is no longer needed fails the test, too.
"""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SRC = ROOT / "src" / "fazhi"
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_TEMPLATE, LONGEST_ENGINE = 300, 40, 60, 1500
BANNED_NAMES = {"utils", "helpers", "common", "misc", "base", "core", "manager", "managers", "handler", "service", "services"}
REASONS_TO_IMPORT_INSIDE = {"slow import", "optional dependency", "settings come first"}

# path or path:function → why it may be longer
LONGER: dict[str, str] = {}

# path:function → why a surface reads past a door. A door belongs to records whose readers differ; these rows have none of their own.
PAST_THE_DOOR: dict[str, str] = {
    "web/pages/directory.py:collectives_seen_by": "this is the door of collective names, made of the directory's",
    "web/pages/directory.py:described": "aliases and successions of the units that the directory's door gave",
    "web/pages/directory.py:show_unit": "what lies below a unit that the directory's door gave",
    "web/pages/directory.py:wanted": "aliases of the units that the directory's door gave",
    "web/pages/holidays.py:holidays": "the holiday table is public",
    "web/pages/journal.py:entries_seen_by": "the journal is read by the audit admin alone, by area: this is its door",
    "web/pages/journal.py:wanted": "narrows what the journal's door gave",
    "web/pages/seals.py:checkpoint": "checkpoints hold no content; the page is the audit admin's",
    "web/pages/seals.py:last_verification": "work that the audit admin asked for, shown to the audit admin",
    "web/pages/seals.py:seals": "checkpoints hold no content; the page is the audit admin's",
    "web/pages/seals.py:seen_entries": "the journal's door, or the key of a trail that showed the reader the entry",
    "web/pages/unitchanges.py:follows": "posts, units and expansions of a unit that the directory's door gave",
    "web/templatetags/shapes.py:trail": "seals of the entries that the page shows",
}

# path → why it writes a state that is review's to give
GIVES_STATES: dict[str, str] = {
    "sample/bulk.py": "the city for measuring: 20,000 proofs in states as review would leave them, written in bulk",
}

REVIEWED = {"Submission": {"HEAD", "LEAD", "TASKFORCE", "ACCEPTED", "RETURNED"}, "Proof": {"SUBMITTED", "ACCEPTED", "RETURNED"}}
WRITES = {"update", "create", "get_or_create", "update_or_create", "bulk_create", "save", "Submission", "Proof"}


@cache
def modules() -> dict[str, ast.Module]:
    """Path below src/fazhi → its tree; without migrations."""
    paths = (path for path in SRC.rglob("*.py") if not {"migrations", "static"} & set(path.parts))
    return {path.relative_to(SRC).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(paths)}


def functions(tree: ast.AST, within: str = "") -> Iterator[tuple[str, ast.AST]]:
    """Every function with its name; a method and an inner function as Outer.inner."""
    for node in ast.iter_child_nodes(tree):
        named = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        name = f"{within}.{node.name}".lstrip(".") if named else within
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield name, node
        yield from functions(node, name)


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def outermost(tree: ast.Module, found: Callable[[ast.AST], bool]) -> set[str]:
    """The names of the functions at the top of the module, or “module”, in which some node is found."""
    return {getattr(top, "name", "module") for top in tree.body for node in ast.walk(top) if found(node)}


def unargued(found: set[str], argued: dict[str, str]) -> dict[str, list[str]]:
    """What is found and not argued, and what is argued and not found: both lists empty when all is well."""
    return {"not argued": sorted(found - set(argued)), "argued for nothing": sorted(set(argued) - found)}


FINE = {"not argued": [], "argued for nothing": []}


def test_files_functions_and_templates_keep_their_budgets():
    found = {name for name in modules() if lines(SRC / name) > LONGEST_FILE}
    for name, tree in modules().items():
        found |= {f"{name}:{each}" for each, node in functions(tree) if node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION}
    templates = (path for path in SRC.rglob("templates/**/*.html"))
    found |= {path.relative_to(SRC).as_posix() for path in templates if lines(path) > LONGEST_TEMPLATE}

    assert unargued(found, LONGER) == FINE


def test_engine_stays_within_its_lines():
    assert sum(lines(SRC / name) for name in modules() if name.startswith("engine/")) <= LONGEST_ENGINE


def test_names_name_something():
    stems = {path.relative_to(SRC).as_posix() for path in SRC.rglob("*") if path.suffix in ("", ".py") and "static" not in path.parts}

    assert sorted(name for name in stems if Path(name).stem in BANNED_NAMES) == []


def test_every_module_opens_with_a_sentence():
    outside = [*ROOT.glob("*.py"), *ROOT.glob("bench/*.py"), *ROOT.glob("tests/**/*.py")]
    trees = modules() | {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in outside}
    said = {name: (ast.get_docstring(tree) or "").split("\n\n")[0] for name, tree in trees.items() if tree.body}

    assert sorted(name for name, sentence in said.items() if not re.search(r"[.:?。)…]$", sentence.strip())) == []


def test_imports_inside_functions_carry_a_reason_from_the_list():
    found = []
    for name, tree in modules().items():
        text = (SRC / name).read_text(encoding="utf-8").splitlines()
        for _, function in functions(tree):
            for node in ast.walk(function):
                if isinstance(node, (ast.Import, ast.ImportFrom)):
                    reason = text[node.end_lineno - 1].rpartition("PLC0415")[2].strip(" #")
                    found += [] if reason in REASONS_TO_IMPORT_INSIDE else [f"{name}:{node.lineno} {reason}"]

    assert found == []


def test_surfaces_reach_records_through_doors():
    def passes_by(node: ast.AST) -> bool:
        return isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager", "_base_manager")

    surfaces = {name: tree for name, tree in modules().items() if name.startswith("web/") and "management" not in name}
    found = {f"{name}:{each}" for name, tree in surfaces.items() for each in outermost(tree, passes_by)}

    assert unargued(found, PAST_THE_DOOR) == FINE


def test_only_review_moves_a_submission_or_a_proof():
    others = {name: tree for name, tree in modules().items() if not name.startswith("review/")}
    values = {name: [value for node in ast.walk(tree) for value in written_states(node)] for name, tree in others.items()}

    assert unargued({name for name, written in values.items() if any(map(is_reviewed, written))}, GIVES_STATES) == FINE


def written_states(node: ast.AST) -> list[ast.expr]:
    """The values that a statement or a call writes into a column `state`."""
    if isinstance(node, ast.Assign):
        targets = [part for target in node.targets for part in (target.elts if isinstance(target, ast.Tuple) else [target])]
        return [node.value] if any(isinstance(part, ast.Attribute) and part.attr == "state" for part in targets) else []
    if isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        return [word.value for word in node.keywords if word.arg == "state"] if called in WRITES else []
    return []


def is_reviewed(value: ast.expr) -> bool:
    """Does the expression hold Submission.State.HEAD or another state that is review's to give, or its stored word?"""
    found = {ast.unparse(node) for node in ast.walk(value) if isinstance(node, ast.Attribute)}
    words = {node.value for node in ast.walk(value) if isinstance(node, ast.Constant)}
    states = {f"{model}.State.{state}" for model, states in REVIEWED.items() for state in states}
    return bool(found & states or words & {"head", "lead", "taskforce", "submitted", "accepted"})
