"""What the window promises about hostile words: they contact nobody, run nothing, read nothing and hold nothing up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QWidget

from moderator import threads
from moderator.bootstrap import houses, keys
from moderator.bootstrap.profile import Profile
from moderator.domain.action import ActionKind
from moderator.domain.community import Severity
from moderator.domain.requests import Topic
from moderator.domain.rows import CaseView, CommunityRow, NoteRow, QueueRow
from moderator.vault import MemoryVault
from tests.helpers import sample_cases as sample
from tests.helpers.fake_console import FakeConsole
from tests.helpers.sample_cases import Sample
from tests.helpers.watchdog import Watchdog, watched
from ui.bridge import Bridge
from ui.shell.notices import Level
from ui.shell.window import Window
from ui.theme import Look
from ui.tour.hand import Hand
from ui.widgets.plain import set_tooltip, show_tooltip
from ui.widgets.sheet import Scrim

RED = b"\xff\x00\x00\xff"


# --- the guard and the watchdog themselves ------------------------------------------------------------------------------


def test_the_record_is_not_opened_on_the_windows_thread(tmp_path: Path) -> None:
    """Not by mistake, not in any test of the window."""
    profile, vault = Profile(tmp_path), MemoryVault()
    threads.forbid_this_thread()
    try:
        with pytest.raises(RuntimeError, match="window's thread"):
            houses.open_house(profile, keys.unlock(profile, vault=vault))
    finally:
        threads.allow_this_thread()
    houses.open_house(profile, keys.unlock(profile, vault=vault)).close()


class Slow(QWidget):
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.User:
            sum(n * n for n in range(4_000_000))
        return super().event(event)


def test_the_watchdog_sees_a_slot_that_holds_the_thread(qapp: QApplication, qtbot: object) -> None:
    slow = Slow()
    qtbot.addWidget(slow)  # type: ignore[attr-defined]
    dog = Watchdog(qapp)
    dog.start()
    QCoreApplication.sendEvent(slow, QEvent(QEvent.Type.User))
    took, what = dog.stop()
    assert took > 50 and what == "User at Slow"


# --- a red picture on this disk -----------------------------------------------------------------------------------------


def red_pixels(image: QImage) -> int:
    """How many pixels of *image* are pure red, which no theme has."""
    flat = image.convertToFormat(QImage.Format.Format_RGBA8888)
    data, count, at = bytes(flat.constBits()), 0, -1
    while (at := data.find(RED, at + 1)) >= 0:
        count += at % 4 == 0
    return count


def hostile(picture: Path) -> str:
    """Every form in which a text has made Qt read a file from this disk."""
    path, relative = picture.as_posix(), os.path.relpath(picture)
    return "\n".join(
        (
            f'<img src="{path}">',
            f'<img src="file://{path}" width=80 height=80>',
            f"<img src={relative}>",
            f'<table background="{path}" width=100 height=100><tr><td>.</td></tr></table>',
            f'<p style="background-image:url({path})">.</p>',
            f"![red]({path}) ![red](file://{path}) ![red]({relative})",
            f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{path}" width="80" height="80"/></svg>',
            f'<b>bold</b> &lt;img src="{path}"&gt;',
        )
    )


@dataclass
class Hostile:
    """The window over a queue in which everything that comes from outside is hostile."""

    window: Window
    console: FakeConsole
    hand: Hand
    text: str

    def red(self, what: QWidget | None = None) -> int:
        self.hand.rest(12)
        return red_pixels((what or self.window).grab().toImage())


class HostileConsole(FakeConsole):
    """Whatever a platform or a member may name is *text*."""

    def __init__(self, folder: Path, text: str) -> None:
        samples = [
            Sample(n, text, text, ("img",), "spam", Severity.HIGH, n, 2, picture=True, edited_from=text + "before")
            for n in range(1, 5)
        ]
        super().__init__(folder, samples)
        self.text = text
        for n in self.samples:
            self.notes[n] = [NoteRow(1, text, self.now(), text)]

    def _row(self, case_id: int) -> QueueRow:
        row = super()._row(case_id)
        return replace(row, handle=self.text, community=self.text, place=self.text, excerpt=self.text[:200])

    def _view(self, case_id: int) -> CaseView:
        view, text = super()._view(case_id), self.text
        flags = tuple(replace(flag, reporter=text, comment=text, label=text, category=text) for flag in view.flags)
        thread = tuple(replace(row, author=text, handle=text, text=text) for row in view.thread)
        assert view.post is not None and view.author is not None
        files = tuple(replace(file, name=text, alt=text) for file in view.post.attachments)
        post = replace(view.post, author=text, handle=text, attachments=files)
        card = replace(view.author, name=text, handle=text)
        abilities = tuple(
            one if one.kind is not ActionKind.SUSPEND else replace(one, reason=text) for one in view.abilities
        )
        return replace(view, flags=flags, thread=thread, post=post, author=card, abilities=abilities)

    def communities(self) -> object:  # type: ignore[override]
        row: CommunityRow = replace(sample.community(), name=self.text, error_title=self.text, error_message=self.text)
        return self._future(lambda: [row])

    def guidelines(self, community_id: int) -> object:  # type: ignore[override]
        version = sample.guidelines()
        words = {"en": self.text, "ja": self.text}
        rows = tuple(
            replace(row, title=words) if number % 2 else row for number, row in enumerate(version.guidelines)
        )
        return self._future(lambda: replace(version, guidelines=rows))


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "red.png"
    image = QImage(120, 120, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    assert image.save(str(path))
    return path


def opened(qapp: QApplication, console: FakeConsole, look: Look, bridge: Bridge) -> Window:
    window = Window(look, bridge, is_demo=True)
    console.settings.set("first_run_done", True)
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    window.enter(console)  # type: ignore[arg-type]
    Hand(qapp, window).until("a case is shown", lambda: window.triage is not None and window.triage.session.view is not None)
    return window


def gone(window: Window) -> None:
    window._leaving = True
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)


def sheet_is_open(window: Window) -> bool:
    return any(sheet.isVisible() for sheet in window.findChildren(Scrim))


@pytest.fixture
def at(
    qapp: QApplication, look: Look, bridge: Bridge, tmp_path: Path, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Hostile]:
    monkeypatch.chdir(tmp_path)  # a relative path would find the picture, too
    text = hostile(picture)
    console = HostileConsole(tmp_path, text)
    window = opened(qapp, console, look, bridge)
    yield Hostile(window, console, Hand(qapp, window), text)
    gone(window)


def test_the_probe_sees_the_picture_where_qt_is_left_alone(
    qapp: QApplication, qtbot: object, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the other tests rule out does happen with a bare label."""
    monkeypatch.chdir(picture.parent)
    bare = QLabel(hostile(picture))
    qtbot.addWidget(bare)  # type: ignore[attr-defined]
    bare.show()
    assert red_pixels(bare.grab().toImage()) > 1000


def test_no_view_shows_it(at: Hostile) -> None:
    """Queue, case, card, strip, sheets, palette, what was decided, in both themes."""
    hand, window, room = at.hand, at.window, at.window.triage
    assert room is not None
    seen: dict[str, int] = {"case": at.red()}
    hand.press(Qt.Key.Key_R)
    hand.until("the strip is open", room.strip.isVisible)
    seen["strip"] = at.red()
    hand.press(Qt.Key.Key_Escape)
    hand.press(Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    hand.until("the raw text is shown", lambda: sheet_is_open(window))
    seen["raw"] = at.red()
    hand.press(Qt.Key.Key_Escape)
    hand.press(Qt.Key.Key_D)
    seen["edits"] = at.red()
    hand.press(Qt.Key.Key_G)
    hand.until("the guideline is shown", lambda: sheet_is_open(window))
    seen["guideline"] = at.red()
    hand.press(Qt.Key.Key_Escape)
    hand.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    hand.until("the palette is open", window.palette_.isVisible)
    seen["palette"] = at.red()
    hand.press(Qt.Key.Key_Escape)
    hand.press(Qt.Key.Key_A)
    seen["toast"] = at.red()
    room.queue.set_view("decided")
    seen["decided"] = at.red()
    room.queue.set_view("open")
    window.people.ask(at.console)  # type: ignore[arg-type]
    hand.until("the people are shown", window.people.isVisible)
    seen["people"] = at.red()
    hand.press(Qt.Key.Key_Escape)
    at.window._look.set(scheme="dark")
    seen["dark"] = at.red()
    assert seen == dict.fromkeys(seen, 0)


def test_no_notice_and_no_toast_shows_it(at: Hostile) -> None:
    at.window.notices.say("hostile", Level.ERROR, at.text[:200], at.text)
    at.window.triage.toast.say(at.text[:200], at.text)  # type: ignore[union-attr]
    assert at.red() == 0


def test_no_tooltip_shows_it(at: Hostile, qapp: QApplication) -> None:
    """Every tooltip of the window, as Qt shows it; and the words of others in the one that shows most of them."""
    room = at.window.triage
    assert room is not None
    set_tooltip(room.bar, at.text, user=True)
    shown = {widget.toolTip() for widget in at.window.findChildren(QWidget) if widget.toolTip()}
    assert shown
    for text in shown:
        QToolTip.showText(at.window.mapToGlobal(at.window.rect().center()), text, at.window)
        assert reds_of_tips(qapp, at.hand) == 0, text[:200]
    show_tooltip(at.window, at.window.rect().center(), at.text, user=True)
    assert reds_of_tips(qapp, at.hand) == 0
    QToolTip.hideText()


def reds_of_tips(qapp: QApplication, hand: Hand) -> int:
    hand.rest()
    tips = [widget for widget in qapp.topLevelWidgets() if widget.isVisible() and widget.inherits("QTipLabel")]
    return sum(red_pixels(tip.grab().toImage()) for tip in tips)


# --- size and shape -----------------------------------------------------------------------------------------------------

SIZES: Sequence[tuple[str, Callable[[], str]]] = (
    ("one line of a stored text", lambda: "x" * 262_144),
    ("words without end", lambda: "lorem ipsum " * 22_000),
    ("nested tables", lambda: "<table><tr><td>" * 30 + "." + "</td></tr></table>" * 30),
    ("five thousand div", lambda: "<div>" * 5_000 + "x" + "</div>" * 5_000),
    ("two thousand lists", lambda: "<ul><li>" * 2_000),
    ("a hundred thousand marks", lambda: "e" + "\u0301" * 100_000),
    ("families", lambda: "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 20_000),
    ("right to left", lambda: "\u202e\u2066" * 50_000 + "abc"),
    ("nested use", lambda: '<svg><g id="a"><use href="#a"/></g></svg>' * 3_000),
    ("ten thousand lines", lambda: "a\n" * 10_000),
    ("Japanese without a space", lambda: "本日限定コイン売ります" * 20_000),
)


@pytest.mark.parametrize(("name", "make"), SIZES, ids=[name for name, _ in SIZES])
def test_no_size_or_shape_of_a_post_holds_the_window(
    name: str, make: Callable[[], str], qapp: QApplication, look: Look, bridge: Bridge, tmp_path: Path
) -> None:
    """Shown in the list and the case, read raw, edited, and left again: never more than 250 ms of CPU at a stretch."""
    text = make()
    plain = Sample(1, "mole", "good morning", (), "spam", Severity.HIGH, 9)
    bad = Sample(2, text[:5_000], text, (), "spam", Severity.MEDIUM, 5, edited_from=text[: len(text) // 2])
    console = FakeConsole(tmp_path, [plain, bad])
    window = opened(qapp, console, look, bridge)
    hand, room = Hand(qapp, window), window.triage
    assert room is not None
    try:
        with watched(qapp):
            hand.press(Qt.Key.Key_J)
            hand.until("it is shown", lambda: room.session.view is not None and room.session.view.row.id == 2)
            hand.press(Qt.Key.Key_D)
            hand.press(Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
            assert sheet_is_open(window)
            hand.press(Qt.Key.Key_Escape)
            console.tell(Topic.CASE, Topic.QUEUE)
            hand.rest()
            hand.press(Qt.Key.Key_K)
            hand.until("it is left", lambda: room.session.view is not None and room.session.view.row.id == 1)
    finally:
        gone(window)


# --- nobody is contacted ------------------------------------------------------------------------------------------------

LOOK_INSIDE = """
import json, os, sys
from pathlib import Path
from tests.helpers.window_team import WindowTeam
from ui.app import application

line = json.loads(sys.stdin.readline())
app = application()
team = WindowTeam(app, Path(line["folder"]), line["address"], line["token"])
team.hand.until("a case is read", lambda: team.room.session.view is not None, 40)
team.hand.until("its surroundings", lambda: team.room.session.view.thread_at is not None, 40)
inodes = set()
for number in os.listdir("/proc/self/fd"):
    try:
        name = os.readlink(f"/proc/self/fd/{number}")
    except OSError:
        continue
    if name.startswith("socket:["):
        inodes.add(name[8:-1])
spoken = {kind: [row.split()[2] for row in Path(f"/proc/self/net/{kind}").read_text().splitlines()[1:]
                 if row.split()[9] in inodes] for kind in ("tcp", "tcp6", "udp", "udp6")}
modules = sorted(name for name in sys.modules if name.split(".")[0] in
                 ("httpx", "httpcore", "requests", "aiohttp", "urllib3", "h11", "websockets", "anyio")
                 or name in ("PySide6.QtWebEngineCore", "PySide6.QtWebSockets"))
team.close()
print(json.dumps({"sockets": spoken, "modules": modules}))
"""


def test_the_windows_process_has_no_http_client_and_no_connection(demo: object, tmp_path: Path) -> None:
    """It works on a living community through its worker, and still holds not one TCP or UDP socket, Qt's included."""
    line = {"folder": str(tmp_path), "address": demo.base_url, "token": demo.token}  # type: ignore[attr-defined]
    done = subprocess.run(
        [sys.executable, "-c", LOOK_INSIDE],
        input=json.dumps(line) + "\n",
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["modules"] == []
    assert found["sockets"] == {"tcp": [], "tcp6": [], "udp": [], "udp6": []}
