"""Who reads a source file finds its test by its path, and the other way round."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.house.tree import nothing_in, sources, tree_of

# Folders of tests that are about more than one source file, and what they are about.
BESIDE = {
    "bench": "measures",
    "faults": "the worker killed at every step",
    "helpers": "what tests share",
    "house": "this project's own rules",
    "journeys": "whole walks through the house",
    "lab": "real servers",
    "machines": "Hypothesis plays moderator",
    "packaging": "what people install",
    "pictures": "what the window looks like",
}
MIGRATIONS = "moderator/store/migrations/versions"  # tested together, up and down, by tests/store/test_migrations.py


def has_behaviour(path: Path) -> bool:
    """Tell whether a file does anything: a file of words and shapes alone (and Protocols) has nothing to test."""
    return any(not is_only_described(node) for node in ast.walk(tree_of(path)) if is_function(node))


def is_function(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


def is_only_described(function: ast.AST) -> bool:
    """Tell whether a body is a docstring or an ellipsis, as in a Protocol."""
    assert isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
    return all(isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) for line in function.body)


def test_of(source: Path) -> Path:
    """Return where the test of a source file lies: tests/store/test_audit.py for moderator/store/audit.py."""
    below = source.relative_to("moderator") if source.parts[0] == "moderator" else source
    name = source.parent.name if source.name == "__init__.py" else source.stem.strip("_")
    return Path("tests") / below.parent / f"test_{name}.py"


test_of.__test__ = False  # type: ignore[attr-defined]  # a function about tests, not a test


def test_every_source_file_has_its_test() -> None:
    """moderator/store/audit.py is tested in tests/store/test_audit.py, ui/app.py in tests/ui/test_app.py."""
    want = {
        test_of(source): source
        for source in sources("moderator", "ui")
        if not source.as_posix().startswith(MIGRATIONS) and has_behaviour(source)
    }
    there = set(sources("tests"))
    nothing_in(sorted(str(source) for test, source in want.items() if test not in there))


def test_every_test_file_has_its_source() -> None:
    """A test file either mirrors a source file or lies in one of the folders that are about more than one."""
    mirrors = {test_of(source) for source in sources("moderator", "ui")} | {Path("tests/test_run.py")}
    tests = [path for path in sources("tests") if path.name.startswith("test_") and path.parts[1] not in BESIDE]
    nothing_in(sorted(str(path) for path in tests if path not in mirrors))


def test_every_folder_of_tests_is_explained() -> None:
    """No folder of tests stands beside the mirror without a word on what it is for."""
    folders = {path.parts[1] for path in sources("tests") if len(path.parts) > 2}
    mirrored = {"ui"} | {path.parts[1] for path in sources("moderator") if len(path.parts) > 2}
    nothing_in(sorted(folders - mirrored - set(BESIDE)))
