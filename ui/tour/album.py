"""Numbered pictures, and a page with a line for each."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget


class Album:
    """Pictures in *folder*, described in its `tour.md`. What an earlier tour left there is replaced."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("[0-9][0-9]-*.png"):
            old.unlink()
        self.count = 0
        self._lines = ["# A tour of Moderator", ""]

    def picture(self, widget: QWidget, name: str, sentence: str) -> None:
        """Save what *widget* shows now as the next picture."""
        self.count += 1
        file = f"{self.count:02}-{name}.png"
        widget.grab().save(str(self._folder / file))
        self._lines.append(f"{self.count}. **{file}** {sentence}")
        self._lines.append("")
        self._lines.append(f"   ![{sentence}]({file})")
        self._lines.append("")
        self.close()

    def say(self, sentence: str) -> None:
        self._lines += [sentence, ""]

    def close(self) -> None:
        """Write the page; called after each picture too, so that a stopped tour leaves what it has."""
        (self._folder / "tour.md").write_text("\n".join(self._lines), encoding="utf-8")
