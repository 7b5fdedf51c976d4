"""Whoever cannot use a mouse, cannot see the screen or needs it large can do everything all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QScrollArea,
    QTextEdit,
    QWidget,
)

from moderator.platforms import registry
from tests.helpers.fake_console import FakeConsole
from ui.bridge import Bridge
from ui.shell.connect_page import ConnectPage
from ui.shell.entrance import Entrance
from ui.shell.window import Window
from ui.theme import Look
from ui.tour.hand import Hand
from ui.widgets.buttons import Button
from ui.widgets.sheet import Scrim

KINDS = (QAbstractButton, QLineEdit, QTextEdit, QAbstractItemView)
SMALLEST = (1100, 700)
BY_KEY = {"Edit", "Take the filter away"}


class At:
    """The window in hand, and the ways into its parts."""

    def __init__(self, qapp: QApplication, look: Look, bridge: Bridge, console: FakeConsole) -> None:
        self.app, self.look, self.console = qapp, look, console
        self.window = Window(look, bridge, is_demo=True)
        self.hand = Hand(qapp, self.window)
        console.settings.set("first_run_done", True)
        self.window.resize(1440, 900)
        self.window.show()
        self.window.activateWindow()
        self.window.enter(console)  # type: ignore[arg-type]
        self.hand.until("a case", lambda: self.window.triage is not None and self.window.triage.session.view is not None)
        assert self.window.triage is not None
        self.room = self.window.triage

    def triage(self) -> None:
        self.room.take_focus()

    def strip(self) -> None:
        self.hand.press(Qt.Key.Key_R)

    def limit(self) -> None:
        self.hand.press(Qt.Key.Key_M)

    def later(self) -> None:
        self.hand.press(Qt.Key.Key_S)

    def filter(self) -> None:
        self.hand.press(Qt.Key.Key_Slash)

    def palette(self) -> None:
        self.window.palette_.open()

    def keys(self) -> None:
        self.window.shortcuts.open()

    def people(self) -> None:
        self.window.people.ask(self.console)  # type: ignore[arg-type]

    def leaving(self) -> None:
        self.window.leaving.ask(3)

    def decided(self) -> None:
        self.hand.press(Qt.Key.Key_A)
        self.room.queue.set_view("decided")

    def controls(self) -> list[QWidget]:
        """Every control that can be seen now; behind an open sheet there is none."""
        top = next((sheet for sheet in self.window.findChildren(Scrim) if sheet.isVisible()), self.window)
        return [w for w in top.findChildren(QWidget) if isinstance(w, KINDS) and w.isVisible() and w.height() > 1]


PARTS: tuple[Callable[[At], None], ...] = (
    At.triage, At.strip, At.limit, At.later, At.filter, At.palette, At.keys, At.people, At.leaving, At.decided,
)  # fmt: skip


@pytest.fixture
def at(qapp: QApplication, look: Look, bridge: Bridge, tmp_path: Path) -> Iterator[At]:
    made = At(qapp, look, bridge, FakeConsole(tmp_path))
    yield made
    made.window._leaving = True
    made.window.close()
    made.window.deleteLater()
    QCoreApplication.sendPostedEvents(made.window, QEvent.Type.DeferredDelete.value)


def name_of(widget: QWidget) -> str:
    found = QAccessible.queryAccessibleInterface(widget)
    return found.text(QAccessible.Text.Name).strip() if found is not None else ""


def described(widget: QWidget) -> str:
    parent = widget.parentWidget()
    return f"{type(widget).__name__} {name_of(widget)!r} in {type(parent).__name__} {widget.width()}×{widget.height()}"


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_control_has_a_name(at: At, part: Callable[[At], None], language: str) -> None:
    at.look.set(language=language)
    part(at)
    at.hand.rest()
    controls = at.controls()
    assert controls
    assert [described(one) for one in controls if not name_of(one)] == []


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_tab_reaches_every_control(at: At, part: Callable[[At], None]) -> None:
    """Everything that can be pressed or typed into, unless a key of its own does the same (status bar, arrows)."""
    part(at)
    at.hand.rest()
    wanted = {one for one in at.controls() if one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus}
    seen: set[QWidget] = set()
    for _ in range(len(wanted) * 2 + 20):
        focus = at.app.focusWidget()
        if focus is not None:
            seen.add(focus)
        if wanted <= seen:
            break
        at.hand.press(Qt.Key.Key_Tab)
    groups = {group_of(one) for one in seen} - {None}
    missed = [one for one in wanted - seen if one.isVisible() and one.focusProxy() is None and not has_key(one)]
    assert [described(one) for one in missed if group_of(one) not in groups] == []


def has_key(widget: QWidget) -> bool:
    """Whether a key that is shown does the same: on the button, beside it (Tab edits), or Esc in the field."""
    return (isinstance(widget, Button) and ", key " in widget.spoken()) or name_of(widget) in BY_KEY


def group_of(widget: QWidget) -> object:
    """Of several that exclude each other Tab reaches one, and the arrows the others."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group if group is not None and group.exclusive() else None


def in_a_scroll_area(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea | QAbstractItemView):
            return True
        parent = parent.parentWidget()
    return False


def cut(at: At) -> list[str]:
    """Buttons that lie outside the window or are narrower than their words."""
    whole, found = at.window.rect(), []
    for one in at.controls():
        place = QRect(one.mapTo(at.window, one.rect().topLeft()), one.size())
        if not in_a_scroll_area(one) and not whole.contains(place):
            found.append(f"outside: {described(one)} at {place}")
        elif isinstance(one, Button) and one.width() < one.words_width() - 1 and one.text():
            found.append(f"cut: {described(one)} needs {one.words_width()}")
    return found


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ja", "dark")])
def test_twice_as_large_nothing_is_lost(at: At, part: Callable[[At], None], language: str, scheme: str) -> None:
    """200 % in the smallest window that there is, and in the usual one."""
    at.look.set(language=language, scheme=scheme, scale=200)
    lost = {}
    for size in (SMALLEST, (1440, 900)):
        at.window.resize(*size)
        at.hand.rest()
        part(at)
        at.hand.rest(12)
        lost[size] = cut(at)
        for sheet in at.window.findChildren(Scrim):
            sheet.close_sheet()
        if at.room.strip.isVisible():
            at.room.strip.leave()
        if at.room.queue.view == "decided":
            at.room.queue.set_view("open")
    at.look.set(scale=100)
    assert lost == {size: [] for size in lost}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_pages_of_the_way_in_have_names_and_fit(
    qapp: QApplication, look: Look, bridge: Bridge, frame: QWidget, tmp_path: Path, language: str
) -> None:
    """A new profile, page by page, at 200 %."""
    look.set(language=language, scale=200)
    console = FakeConsole(tmp_path)
    console.recovery_code = "-".join(["ABCDE"] * 13)
    frame.resize(*SMALLEST)
    entrance = Entrance(look, bridge, is_demo=False, parent=frame)
    entrance.resize(*SMALLEST)
    frame.show()
    hand, seen = Hand(qapp, frame), 0
    console.platforms = {"matrix": registry.fields("matrix")}
    entrance.begin(console)  # type: ignore[arg-type]
    done: list[bool] = []
    entrance.ready.connect(lambda: done.append(True))
    while not done and seen < 8:
        hand.rest(12)
        page = entrance.page()
        assert page is not None
        controls = [w for w in page.findChildren(QWidget) if isinstance(w, KINDS) and w.isVisible()]
        assert [described(one) for one in controls if not name_of(one)] == []
        for one in controls:
            one.setFocus()
            entrance._scroll.ensureWidgetVisible(one)
            place = QRect(one.mapTo(entrance, one.rect().topLeft()), one.size())
            assert entrance.rect().contains(place.center()), described(one)
            assert place.left() >= 0 and place.right() <= entrance.width(), described(one)
            assert not isinstance(one, Button) or one.width() >= one.words_width() - 1, described(one)
        for field in page.findChildren(QLineEdit):
            field.setText("ABCDE")
        if isinstance(page, ConnectPage):
            page._later.click()
        else:
            page.finish()
        hand.rest(12)
        seen += 1
    look.set(scale=100)
    assert done and seen == 5
