"""The steps of the tour, over a console that carries everything out at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.helpers.carrying import Ledger, TourOpening
from ui.app import App
from ui.tour.album import Album
from ui.tour.hand import Hand, StepFailed
from ui.tour.steps import Tour


def tour(qapp: QApplication, house: App, opening: TourOpening, folder: Path, patience: float = 1.0) -> tuple[Tour, Album]:
    album = Album(folder)
    return Tour(house, Hand(qapp, house.window, patience=patience), album, Ledger(opening.console)), album


def test_every_step_has_its_effect_and_its_picture(
    qapp: QApplication, house: App, opening: TourOpening, tmp_path: Path
) -> None:
    """The whole way by keyboard; at the end the window is as it was: light and English."""
    walk, album = tour(qapp, house, opening, tmp_path / "tour")
    walk.take()
    page = (tmp_path / "tour" / "tour.md").read_text("utf-8")
    files = sorted((tmp_path / "tour").glob("*.png"))
    assert len(files) == album.count >= 15
    assert all(file.name in page for file in files)
    kinds = [action.kind.value for order in opening.console.orders for action in order.actions]
    assert kinds.count("remove") >= 2
    assert not house.look.theme.dark and not house.look.japanese


def test_a_removal_that_never_arrives_stops_the_tour_by_name(
    qapp: QApplication, house: App, opening: TourOpening, tmp_path: Path
) -> None:
    opening.console.stuck = True
    walk, _ = tour(qapp, house, opening, tmp_path / "tour", patience=0.05)
    with pytest.raises(StepFailed, match="the removal is read back"):
        walk.take()


def test_a_server_that_removed_nothing_is_not_believed(
    qapp: QApplication, house: App, opening: TourOpening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not what the record says counts, but what the server did."""
    monkeypatch.setattr(Ledger, "control", lambda *_: {"entries": []})
    walk, _ = tour(qapp, house, opening, tmp_path / "tour", patience=0.1)
    with pytest.raises(StepFailed, match="the server has removed the post"):
        walk.take()


def test_a_queue_that_stays_empty_stops_it_at_once(
    qapp: QApplication, house: App, opening: TourOpening, tmp_path: Path
) -> None:
    opening.console.samples.clear()
    walk, _ = tour(qapp, house, opening, tmp_path / "tour", patience=0.02)
    with pytest.raises(StepFailed, match="reports arrive"):
        walk.take()
