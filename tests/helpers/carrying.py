"""A console that carries everything out at once, over a queue long enough for the tour, and the ledger of its server."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

from moderator.console import Console
from moderator.demo.picture import draw_png
from moderator.domain.action import ActionKind
from moderator.domain.community import Severity
from moderator.domain.decision import UndoKind, UndoResult
from moderator.domain.enforcement import EnforcementState
from moderator.domain.requests import RequestKind, Topic
from moderator.settings import SettingsFile
from tests.helpers.fake_console import FakeConsole
from tests.helpers.sample_cases import Sample

WHO = ("nullspore", "くろいろ茶碗", "render_wren", "たまごだけ")


def samples() -> list[Sample]:
    """The four that the tour goes to, one that speaks of lights, and enough others."""
    known = [
        Sample(n, name, "free coins", ("free coins",), "spam", Severity.HIGH, 20 + n, 2, picture=name == "render_wren")
        for n, name in enumerate(WHO, 1)
    ]
    others = [Sample(n, f"moss {n}", "quiet words", (), "respect", Severity.LOW, n) for n in range(10, 30)]
    return [*known, Sample(40, "きなこもち", "灯りの森へどうぞ", (), "respect", Severity.LOW, 3), *others]


class Carrying(FakeConsole):
    """What is to be sent arrives at once; a way back works; pictures come. `stuck` makes everything stay where it is."""

    stuck = False

    def now(self) -> int:
        """Time goes by: of two decisions one is the newer."""
        self.now_value += 1000
        return self.now_value

    def send_now(self) -> Future[int]:
        def make() -> int:
            for decision_id, row in list(self.made.items()):
                if not row.undone and not self.stuck:
                    self.advance(decision_id, EnforcementState.CONFIRMED)
            return 1

        return self._future(make)

    def undo(self, decision_id: int) -> Future[UndoResult]:
        if all(step.state is EnforcementState.WAITING for step in self.made[decision_id].enforcements):
            return super().undo(decision_id)

        def make() -> UndoResult:
            self.advance(decision_id, EnforcementState.UNDONE)
            self.made[decision_id] = replace(self.made[decision_id], undone=True)
            self.tell(Topic.CASE)
            return UndoResult(UndoKind.INVERSE, decision_id, cancelled=0)

        return self._future(make)

    def ask(
        self, kind: RequestKind, community_id: int, arguments: Mapping[str, object], seconds: float = 30
    ) -> Future[Mapping[str, object]]:
        if kind is RequestKind.PICTURE:
            return self._future(lambda: {"bytes": base64.b64encode(draw_png(64, 40, "cave")).decode()})
        return super().ask(kind, community_id, arguments, seconds)


class Ledger:
    """The demo server's ledger, as it would stand after what the console has carried out."""

    def __init__(self, console: Carrying) -> None:
        self._console = console

    def control(self, method: str, name: str, body: Mapping[str, Any] | None = None) -> Any:
        assert (method, name) == ("GET", "journal?kind=redact")
        steps = [step for row in self._console.made.values() for step in row.enforcements]
        done = [s for s in steps if s.kind is ActionKind.REMOVE and s.state is EnforcementState.CONFIRMED]
        return {"entries": [{"target": f"${step.case_id}"} for step in done]}


class TourOpening:
    """A profile that opens to that console."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = SettingsFile(folder / "settings.toml")
        for key, value in (("first_run_done", True), ("language", "en"), ("theme", "light"), ("reduced_motion", True)):
            self.settings.set(key, value)
        self.instance, self.is_demo = str(folder), True
        self.console = Carrying(folder, samples())

    def __call__(self, passphrase: str | None = None) -> Console:
        return self.console  # type: ignore[return-value]
