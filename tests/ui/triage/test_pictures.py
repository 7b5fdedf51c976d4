"""Pictures: nothing is fetched until somebody asks; then step by step; let go on moving on."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from concurrent.futures import Future

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from moderator.domain.errors import KnownError
from moderator.domain.requests import RequestKind
from tests.ui.test_decode import picture
from tests.ui.triage.conftest import Hands
from ui.widgets.tile import Tile

SHIFT = Qt.KeyboardModifier.ShiftModifier
V = Qt.Key.Key_V


class Store:
    """The platform's media store, as the worker would answer for it."""

    def __init__(self, answer: object) -> None:
        self.answer = answer
        self.asked: list[Mapping[str, object]] = []

    def ask(self, kind: RequestKind, community_id: int, arguments: Mapping[str, object], seconds: float = 30) -> Future:
        assert kind is RequestKind.PICTURE
        self.asked.append(arguments)
        future: Future = Future()
        if isinstance(self.answer, KnownError):
            future.set_exception(self.answer)
        elif self.answer is not None:
            future.set_result({"bytes": self.answer})
        return future


@pytest.fixture
def media(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> Callable[[object], Store]:
    def put(answer: object) -> Store:
        store = Store(answer)
        monkeypatch.setattr(hands.console, "ask", store.ask)
        return store

    return put


def tile(hands: Hands) -> Tile:
    return hands.room.pane.card.tiles[0]


def is_grey(hands: Hands) -> bool:
    image = tile(hands)._picture.toImage()
    colours = [image.pixelColor(x, image.height() // 2) for x in range(0, image.width(), 7)]
    return all(abs(one.red() - one.blue()) < 12 for one in colours)


def test_looking_at_a_case_asks_for_nothing(hands: Hands, media: Callable[[object], Store]) -> None:
    store = media(picture("PNG"))
    hands.open(8)
    assert tile(hands).state == "veiled" and store.asked == []


def test_shift_v_reveals_in_steps(hands: Hands, media: Callable[[object], Store], qtbot) -> None:
    """First grey and blurred, then as it is; fetched once."""
    store = media(base64.b64encode(picture("PNG")).decode())
    hands.open(8)
    hands.press(V, SHIFT)
    qtbot.waitUntil(lambda: tile(hands).state == "shown", timeout=20_000)
    assert is_grey(hands)
    hands.press(V, SHIFT)
    qtbot.waitUntil(lambda: tile(hands).state == "shown" and not is_grey(hands), timeout=20_000)
    assert store.asked == [{"ref": "mxc://hyphae.example/abc"}]
    assert hands.room.pictures.count == 1


def test_holding_v_peeks_only_while_it_is_held(hands: Hands, media: Callable[[object], Store], qtbot) -> None:
    media(picture("PNG"))
    hands.open(8)
    QTest.keyPress(QApplication.focusWidget(), V)
    qtbot.waitUntil(lambda: tile(hands).state == "shown", timeout=20_000)
    repeat = QKeyEvent(QEvent.Type.KeyRelease, V, Qt.KeyboardModifier.NoModifier, "v", True)
    QApplication.sendEvent(hands.room, repeat)
    assert tile(hands).state == "shown"
    QApplication.sendEvent(hands.room, QKeyEvent(QEvent.Type.KeyRelease, V, Qt.KeyboardModifier.NoModifier))
    assert tile(hands).state == "veiled"


def test_leaving_the_window_ends_a_peek(hands: Hands, media: Callable[[object], Store], qtbot) -> None:
    media(picture("PNG"))
    hands.open(8)
    hands.room.pictures.start_peek()
    qtbot.waitUntil(lambda: tile(hands).state == "shown", timeout=20_000)
    QApplication.sendEvent(hands.room.window(), QEvent(QEvent.Type.WindowDeactivate))
    assert tile(hands).state == "veiled"


def test_moving_on_hides_it_again(hands: Hands, media: Callable[[object], Store], qtbot) -> None:
    media(picture("PNG"))
    hands.open(8)
    hands.press(V, SHIFT)
    qtbot.waitUntil(lambda: tile(hands).state == "shown", timeout=20_000)
    hands.open(2)
    hands.open(8)
    assert tile(hands).state == "veiled"


def test_an_answer_that_comes_after_moving_on_is_dropped(hands: Hands, media: Callable[[object], Store]) -> None:
    media(None)
    hands.open(8)
    hands.press(V, SHIFT)
    assert tile(hands).state == "fetching"
    hands.open(11)
    assert tile(hands).state == "veiled"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (KnownError("No answer in time", "Try again in a moment."), "No answer in time"),
        ("***", "No picture came"),
        (b"<svg/>", "no picture that is opened here"),
        (b"\x89PNG\r\n\x1a\n broken", "could not be read"),
    ],
    ids=["no answer", "no bytes", "not a picture", "damaged"],
)
def test_what_went_wrong_stands_on_the_tile(
    hands: Hands, media: Callable[[object], Store], qtbot, answer: object, words: str
) -> None:
    media(answer)
    hands.open(8)
    hands.press(V, SHIFT)
    qtbot.waitUntil(lambda: tile(hands).state == "failed", timeout=20_000)
    assert words in tile(hands)._alt.text()


def test_with_the_veil_off_a_picture_comes_by_itself(hands: Hands, media: Callable[[object], Store], qtbot) -> None:
    store = media(picture("PNG"))
    hands.console.settings.set("veil_pictures", False)
    hands.open(8)
    qtbot.waitUntil(lambda: tile(hands).state == "shown", timeout=20_000)
    assert len(store.asked) == 1 and is_grey(hands)


def test_with_nothing_to_soften_one_step_is_enough(hands: Hands, media: Callable[[object], Store], qtbot) -> None:
    media(picture("PNG"))
    for key in ("grey_pictures", "blur_pictures"):
        hands.console.settings.set(key, False)
    hands.open(8)
    hands.press(V, SHIFT)
    qtbot.waitUntil(lambda: tile(hands).state == "shown", timeout=20_000)
    assert not is_grey(hands)
