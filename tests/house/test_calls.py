"""Calls that look harmless and are not: each rule says what may not be written, where, and why."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.house.tree import nothing_in, sources, text_of, tree_of

PLAIN = Path("ui/widgets/plain.py")
RICH_WIDGETS = {"QLabel", "QMessageBox", "QTextEdit", "QTextBrowser", "QErrorMessage", "QWhatsThis"}
RICH_METHODS = {"setHtml", "setMarkdown", "insertHtml", "appendHtml", "setToolTip", "setWhatsThis", "showText"}
CONTACTS = {"QNetworkAccessManager", "QTcpSocket", "QUdpSocket", "QSslSocket", "QWebSocket", "QHostInfo", "QTcpServer"}
TRANSLATES = {"tr", "translate"}


def name_of(node: ast.AST) -> str:
    """Return the last part of a dotted name: "QLabel" for QtWidgets.QLabel."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def called(node: ast.AST) -> str:
    return name_of(node.func) if isinstance(node, ast.Call) else ""


def is_rich_text(node: ast.AST) -> bool:
    bases = {name_of(base) for base in node.bases} if isinstance(node, ast.ClassDef) else set()
    return called(node) in RICH_WIDGETS | RICH_METHODS or bool(bases & RICH_WIDGETS)


def is_static_message_box(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and name_of(node.func.value) == "QMessageBox"
    )


def is_contact(node: ast.AST) -> bool:
    return isinstance(node, ast.ImportFrom) and bool(CONTACTS & {alias.name for alias in node.names})


def is_formatted_before_translated(node: ast.AST) -> bool:
    return called(node) in TRANSLATES and any(isinstance(part, ast.JoinedStr) for part in node.args)  # type: ignore[attr-defined]


def is_lambda_on_a_signal(node: ast.AST) -> bool:
    return called(node) == "connect" and any(isinstance(part, ast.Lambda) for part in node.args)  # type: ignore[attr-defined]


def is_backtracking(node: ast.AST) -> bool:
    return isinstance(node, ast.Import) and any(alias.name == "re" for alias in node.names)


def is_unsafe(node: ast.AST) -> bool:
    return called(node) in {"eval", "exec_", "loads_pickle"} or (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "exec"
    )


def is_import_of_pickle(node: ast.AST) -> bool:
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
    module = node.module if isinstance(node, ast.ImportFrom) else None
    return bool({"pickle", "marshal", "shelve"} & {*names, module})


def is_loose_request(node: ast.AST) -> bool:
    loose = {("follow_redirects", True), ("verify", False), ("shell", True)}
    pairs = {
        (word.arg, word.value.value) for word in getattr(node, "keywords", []) if isinstance(word.value, ast.Constant)
    }
    return bool(loose & pairs)


def is_sleep(node: ast.AST) -> bool:
    if called(node) != "sleep" or isinstance(node.args[0], ast.Constant) and not node.args[0].value:  # type: ignore[attr-defined]
        return False
    return name_of(node.func.value) in {"time", "asyncio"} if isinstance(node.func, ast.Attribute) else True  # type: ignore[attr-defined]


def is_mock_or_skip(node: ast.AST) -> bool:
    module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
    return module.startswith("unittest") or called(node) in {"skip", "importorskip", "skipif", "xfail"}


@dataclass(frozen=True, slots=True)
class Rule:
    """What may not be written below *folders* (besides *except_in*), unless its line carries *mark* and a reason."""

    name: str
    found: Callable[[ast.AST], bool]
    folders: tuple[str, ...]
    except_in: tuple[Path, ...] = ()
    mark: str = ""

    def offences(self) -> list[str]:
        return [
            f"{path}:{node.lineno}"  # type: ignore[attr-defined]
            for path in sources(*self.folders)
            if path not in self.except_in
            for node in ast.walk(tree_of(path))
            if self.found(node) and not self.is_marked(path, node)
        ]

    def is_marked(self, path: Path, node: ast.AST) -> bool:
        lines = text_of(path).splitlines()[node.lineno - 1 : node.end_lineno]  # type: ignore[attr-defined]
        return bool(self.mark) and any(self.mark in line for line in lines)


RULES = [
    Rule("text of others is shown by the helpers that keep it plain", is_rich_text, ("ui",), (PLAIN,)),
    Rule("a question to the moderator comes from the same helpers", is_static_message_box, ("ui",), (PLAIN,)),
    Rule("the window contacts nobody", is_contact, ("ui",)),
    Rule("a sentence is translated first and filled in afterwards", is_formatted_before_translated, ("ui",)),
    # A lambda runs in the thread of the sender, a bound method of a QObject in its own.
    Rule("a lambda on a signal says why it is safe", is_lambda_on_a_signal, ("ui",), mark="# lambda:"),
    # One post of 29 characters can keep it busy for half a minute.
    Rule("no backtracking expression meets others' text", is_backtracking, ("moderator", "ui"), mark="# re:"),
    Rule("nothing that was read is run", is_unsafe, ("moderator", "ui")),
    Rule("nothing that was read becomes an object of its choice", is_import_of_pickle, ("moderator", "ui")),
    Rule("no request is loose, no shell is asked", is_loose_request, ("moderator", "ui", "tests")),
    Rule("a test waits for what it expects, never for a time", is_sleep, ("tests",), mark="# sleep:"),
    Rule("no test is left out, and none runs against a mock", is_mock_or_skip, ("tests",)),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_rule_is_kept(rule: Rule) -> None:
    """No file breaks it."""
    nothing_in(rule.offences())


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (is_rich_text, "QLabel(post.text)"),
        (is_rich_text, "class Card(QtWidgets.QTextBrowser): ..."),
        (is_rich_text, "button.setToolTip(author.name)"),
        (is_static_message_box, "QMessageBox.warning(self, title, text)"),
        (is_contact, "from PySide6.QtNetwork import QNetworkAccessManager"),
        (is_formatted_before_translated, "self.tr(f'{n} posts')"),
        (is_lambda_on_a_signal, "button.clicked.connect(lambda: self.remove(1))"),
        (is_backtracking, "import os, re"),
        (is_unsafe, "exec(text)"),
        (is_import_of_pickle, "from pickle import loads"),
        (is_loose_request, "httpx.AsyncClient(follow_redirects=True)"),
        (is_sleep, "time.sleep(0.1)"),
        (is_mock_or_skip, "pytest.mark.skipif(True)"),
        (is_mock_or_skip, "from unittest.mock import Mock"),
    ],
)
def test_an_offence_is_found(found: Callable[[ast.AST], bool], text: str) -> None:
    """Each rule sees what it is about."""
    assert any(found(node) for node in ast.walk(ast.parse(text)))


def test_tables_are_written_in_one_place() -> None:
    """A cell that begins with = + - @ is a formula to a spreadsheet; one file knows that, so one file writes CSV."""
    writers = {"writer", "DictWriter"}
    writing = [
        path
        for path in sources("moderator", "ui")
        if any(called(n) in writers and name_of(n.func.value) == "csv" for n in ast.walk(tree_of(path)) if is_method(n))
    ]
    assert len(writing) <= 1, writing


def is_method(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
