"""What the tour says at its end. The one with exit 0, on the demo community, is walked in tests/journeys."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase

from tests.helpers.carrying import Ledger, TourOpening
from ui import tour
from ui.tour.hand import Hand


def nothing() -> None: ...


def test_without_a_japanese_font_the_last_line_names_the_package(
    qapp: object, opening: TourOpening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFontDatabase, "families", lambda *_: [])
    found = tour.run(opening, Ledger(opening.console), tmp_path / "tour", guard=nothing)
    assert found.status == 3
    assert f"tour.md in {tmp_path / 'tour'}" in found.lines[0] and opening.console.closed
    assert "fonts-ipafont-gothic" in found.lines[-1]


def test_a_step_without_effect_is_a_failure_that_names_it(
    qapp: object, opening: TourOpening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pictures taken so far stay, and the page says where it stopped."""
    monkeypatch.setattr(Ledger, "control", lambda *_: {"entries": []})
    monkeypatch.setattr(tour, "Hand", partial(Hand, patience=0.1))
    found = tour.run(opening, Ledger(opening.console), tmp_path / "tour", guard=nothing)
    assert found.status == 1
    assert "the server has removed the post" in found.lines[-1]
    assert "Stopped: the server has removed the post" in (tmp_path / "tour" / "tour.md").read_text("utf-8")
