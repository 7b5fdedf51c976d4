"""The files of this project, found without git: what a checkout holds, less what tools leave in it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".cache", "__pycache__", "build", "dist", "demo-tour"}
TOOLS = (".venv", ".pytest", ".mypy", ".ruff", ".hypothesis", ".import_linter")


def files(*folders: str) -> Iterator[Path]:
    """Yield every file of the project, or of these folders of it, as a path from the top."""
    for start in [ROOT / folder for folder in folders] or [ROOT]:
        for path in sorted(start.iterdir()) if start.is_dir() else ():
            if path.name in NOT_OURS or path.name.startswith(TOOLS) or path.name.endswith(".egg-info"):
                continue
            if path.is_dir():
                yield from files(path.relative_to(ROOT).as_posix())
            else:
                yield path.relative_to(ROOT)


def sources(*folders: str) -> list[Path]:
    """Return the Python files of these folders."""
    return [path for path in files(*folders) if path.suffix == ".py"]


@cache
def text_of(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(text_of(path), str(path))


def module_name(path: Path) -> str:
    """Return the name by which a source file is imported."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def nothing_in(findings: list[str]) -> None:
    """Fail with every finding on a line of its own, if there are any."""
    assert not findings, "\n" + "\n".join(findings)
