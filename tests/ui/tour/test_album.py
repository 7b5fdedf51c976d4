"""Numbered pictures, and the page that describes them."""

from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from ui.tour.album import Album


def test_each_picture_is_saved_and_has_its_line(tmp_path: Path, qtbot: object) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)  # type: ignore[attr-defined]
    widget.resize(40, 30)
    album = Album(tmp_path / "tour")
    album.picture(widget, "queue", "The queue.")
    album.picture(widget, "case", "A case.")
    page = (tmp_path / "tour" / "tour.md").read_text("utf-8")
    assert album.count == 2
    for name, sentence in (("01-queue.png", "The queue."), ("02-case.png", "A case.")):
        assert not QImage(str(tmp_path / "tour" / name)).isNull()
        assert f"**{name}** {sentence}" in page and f"({name})" in page


def test_what_an_earlier_tour_left_is_replaced_and_nothing_else(tmp_path: Path, qtbot: object) -> None:
    (tmp_path / "17-old.png").write_bytes(b"old")
    (tmp_path / "holiday.png").write_bytes(b"mine")
    Album(tmp_path).close()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["holiday.png", "tour.md"]


def test_a_stopped_tour_leaves_what_it_has(tmp_path: Path, qtbot: object) -> None:
    """The page is written after each picture, and says where it stopped."""
    widget = QWidget()
    qtbot.addWidget(widget)  # type: ignore[attr-defined]
    album = Album(tmp_path)
    album.picture(widget, "queue", "The queue.")
    assert "01-queue.png" in (tmp_path / "tour.md").read_text("utf-8")
    album.say("Stopped: the case is shown")
    album.close()
    assert "Stopped: the case is shown" in (tmp_path / "tour.md").read_text("utf-8")
