"""The steps of the tour: the main job of a moderator, by keyboard, on the living demo community."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from PySide6.QtCore import Qt
from shiboken6 import isValid

from moderator.console import Console
from moderator.domain.enforcement import EnforcementState
from moderator.domain.rows import DecisionRow
from ui.app import App
from ui.tour.album import Album
from ui.tour.hand import Hand
from ui.triage.room import TriageRoom
from ui.widgets.tile import Tile

FEWEST_CASES = 20
SPAMMER = "nullspore"
INSULTER = "くろいろ茶碗"
PICTURE = "render_wren"
LEAKER = "たまごだけ"
SHIFT_KEY = Qt.KeyboardModifier.ShiftModifier
CONTROL_KEY = Qt.KeyboardModifier.ControlModifier


class Server(Protocol):
    """The demo server, as far as the tour looks at it: what really happened there."""

    def control(self, method: str, name: str, body: Mapping[str, Any] | None = None) -> Any: ...


class Tour:
    """Walks the rooms; each step ends when its effect is seen in the record or on the server."""

    def __init__(self, house: App, hand: Hand, album: Album, server: Server) -> None:
        self._house, self._hand, self._album, self._server = house, hand, album, server

    # --- what it looks at -----------------------------------------------------------------------------------------------

    @property
    def console(self) -> Console:
        assert self._house.console is not None
        return self._house.console

    @property
    def room(self) -> TriageRoom:
        assert self._house.window.triage is not None
        return self._house.window.triage

    def _picture(self, name: str, sentence: str) -> None:
        self._hand.rest()
        self._album.picture(self._house.window, name, sentence)

    def _newest(self) -> DecisionRow | None:
        rows = self._hand.answer(self.console.my_decisions(0))
        return rows[0] if rows else None

    def _states(self) -> set[EnforcementState]:
        newest = self._newest()
        return {step.state for step in newest.enforcements if not step.lift} if newest else set()

    def _decided(self, before: int | None) -> None:
        def is_new() -> bool:
            newest = self._newest()
            return newest is not None and newest.id != before

        self._hand.until("the decision is saved", is_new)

    def _strip(self, key: Qt.Key, name: str = "", sentence: str = "") -> None:
        """Open the strip by its key, with a picture of it."""
        self._hand.press(key)
        self._hand.until("the strip is open", self.room.strip.isVisible)
        if name:
            self._picture(name, sentence)

    def _event_in_hand(self) -> str:
        """The platform's own name of the post in hand."""
        view = self.room.session.view
        return view.post.native_id if view is not None and view.post is not None else ""

    def _is_redacted(self, event: str) -> bool:
        """Whether the server itself says that the post was removed, once."""
        entries = self._server.control("GET", "journal?kind=redact")["entries"]
        return [entry["target"] for entry in entries].count(event) == 1

    def _newest_id(self) -> int | None:
        newest = self._newest()
        return newest.id if newest else None

    def _go_to(self, author: str) -> None:
        """Put the hand on the first case of *author* and wait until it is shown whole."""
        queue = self.room.queue

        def find() -> bool:
            for place in range(queue.model.rowCount()):
                row = queue.model.row_at(place)
                if row is not None and row.author == author:
                    queue.choose(row.id)
                    return True
            return False

        self._hand.until(f"a case of {author} is in the queue", find)
        session = self.room.session
        self._hand.until("the case is shown", lambda: session.view is not None and session.view.row.author == author)
        self._hand.until(
            "what stands around it was fetched",
            lambda: (
                session.view is not None and (session.view.thread_at is not None or bool(session.view.thread_error))
            ),
        )

    # --- the steps --------------------------------------------------------------------------------------------------------

    def take(self) -> None:
        self._arrive()
        self._remove_and_undo()
        self._remove_for_good()
        self._ban_and_lift()
        self._find_japanese()
        self._several_at_once()
        self._anything()
        self._what_i_decided()
        self._dark_and_japanese()

    def _arrive(self) -> None:
        window, hand = self._house.window, self._hand
        hand.until("the console opens", lambda: window.triage is not None, 30)
        hand.until("reports arrive", lambda: self.room.queue.model.total >= FEWEST_CASES, 60)
        self.room.queue.show_new()
        hand.until("the first case is shown", lambda: self.room.session.view is not None)
        self._picture("queue", "The queue, most urgent first. Somebody may be unwell: their words stay veiled.")
        self._go_to(SPAMMER)
        self._picture("case", "A reported post: what hit, who reported it, what stands around it, who wrote it.")

    def _remove_and_undo(self) -> None:
        hand, before = self._hand, self._newest_id()
        self._strip(
            Qt.Key.Key_R, "strip", "R opens the strip: which guideline, what will be done, what can be taken back."
        )
        hand.press(Qt.Key.Key_Return)
        self._decided(before)
        self._picture("undo", "Saved. For eight seconds nothing has left; Z takes it back.")
        hand.press(Qt.Key.Key_Z)
        hand.until("the decision is undone", lambda: (d := self._newest()) is not None and d.undone)
        hand.until("the case is back", lambda: self.room.session.view is not None)
        self._picture("undone", "Taken back: the case stands in the queue again, and nobody outside ever knew.")

    def _remove_for_good(self) -> None:
        hand = self._hand
        self._go_to(SPAMMER)
        before, event = self._newest_id(), self._event_in_hand()
        self._strip(Qt.Key.Key_R)
        hand.press(Qt.Key.Key_Return)
        self._decided(before)
        hand.answer(self.console.send_now())
        done = {EnforcementState.CONFIRMED}
        hand.until("the removal is read back", lambda: self._states() == done, 40)
        hand.until("the server has removed the post", lambda: self._is_redacted(event))
        self._picture("confirmed", "Sent, and read back from the server: the post is gone there.")

    def _ban_and_lift(self) -> None:
        hand = self._hand
        self._go_to(INSULTER)
        before = self._newest_id()
        self._strip(Qt.Key.Key_M, "limit", "M limits the author: how, where, for how long, and who ends it.")
        hand.press(Qt.Key.Key_Return)
        self._decided(before)
        hand.answer(self.console.send_now())
        confirmed = {EnforcementState.CONFIRMED}
        hand.until("the limit is read back", lambda: self._states() == confirmed, 40)
        hand.press(Qt.Key.Key_Z)
        hand.until("the limit is lifted", lambda: EnforcementState.UNDONE in self._states(), 40)
        self._picture("lifted", "Z after the fact orders the inverse, and says so.")

    def _find_japanese(self) -> None:
        hand, queue = self._hand, self.room.queue
        whole = queue.model.total
        hand.press(Qt.Key.Key_Slash)
        hand.type("灯り")
        hand.press(Qt.Key.Key_Return)
        hand.until("the filter holds", lambda: not queue.model.is_loading and queue.model.total < whole)
        self._picture("filter", "Words in the text are found in Japanese too; terms become chips.")
        queue.filter_bar.clear()
        hand.until("everything is back", lambda: queue.model.total >= whole - 1)
        self.room.take_focus()

    def _several_at_once(self) -> None:
        hand, queue = self._hand, self.room.queue
        hand.press(Qt.Key.Key_Home, CONTROL_KEY)
        for _ in range(3):
            hand.press(Qt.Key.Key_X)
        hand.until("three are picked", lambda: len(queue.selected_ids()) == 3)
        self._strip(Qt.Key.Key_R, "several", "Several at once: how many posts by how many authors stands there first.")
        hand.press(Qt.Key.Key_Escape)
        queue.clear_selection()

    def _anything(self) -> None:
        hand, window = self._hand, self._house.window
        hand.press(Qt.Key.Key_K, CONTROL_KEY)
        hand.until("the palette is open", window.palette_.isVisible)
        hand.type("un")
        self._picture("palette", "Ctrl+K: anything by name. It teaches the key for next time.")
        hand.press(Qt.Key.Key_Escape)
        window.shortcuts.open()
        hand.until("the keys are shown", window.shortcuts.isVisible)
        self._picture("keys", "Every key on one sheet.")
        hand.press(Qt.Key.Key_Escape)

    def _what_i_decided(self) -> None:
        self.room.queue.set_view("decided")
        self._hand.until("the decisions are listed", lambda: not self.room.queue.model.is_loading)
        self._picture("decided", "What I decided in this shift, with the state of each step.")
        self.room.queue.set_view("open")
        self._hand.until("the queue is back", lambda: self.room.queue.model.rowCount() > 0)

    def _dark_and_japanese(self) -> None:
        look, hand = self._house.look, self._hand
        look.set(scheme="dark", language="ja")
        self._go_to(PICTURE)
        self._picture("dark-ja", "The same room at night, in Japanese. Pictures stay veiled until asked for.")
        hand.press(Qt.Key.Key_V, SHIFT_KEY)
        tiles = self.room.findChildren(Tile)
        hand.until("the picture is revealed", lambda: any(isValid(tile) and tile.state == "shown" for tile in tiles))
        self._picture("revealed-ja", "Shift+V reveals in steps: grey and blurred first.")
        self._go_to(LEAKER)
        self._strip(
            Qt.Key.Key_R, "strip-ja", "The strip in Japanese, with the notice to the author in the author's language."
        )
        hand.press(Qt.Key.Key_Escape)
        look.set(scheme="light", language="ja")
        self._picture("light-ja", "Light again, still Japanese.")
        look.set(scheme="light", language="en")
