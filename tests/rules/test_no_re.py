"""Nothing that meets hostile text may backtrack, so the engine that does is not even imported here."""

from __future__ import annotations

import ast
from pathlib import Path

import moderator.rules

ALLOWED = {
    "__future__", "array", "collections", "dataclasses", "difflib", "enum", "functools", "hashlib", "io", "itertools",
    "msgspec", "publicsuffixlist", "random", "re2", "ruamel", "threading", "time", "typing", "unicodedata",
}  # fmt: skip


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def test_rules_import_only_what_was_agreed() -> None:
    files = sorted(Path(moderator.rules.__file__).parent.glob("*.py"))
    assert len(files) > 5
    for path in files:
        for name in imported(path):
            ours = name.startswith(("moderator.rules", "moderator.domain", "moderator.settings"))
            assert ours or name.partition(".")[0] in ALLOWED, f"{path.name} imports {name}"


def test_the_check_itself_sees_an_import_of_re(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("def f() -> None:\n    import re\n")
    assert imported(tmp_path / "bad.py") == {"re"}
