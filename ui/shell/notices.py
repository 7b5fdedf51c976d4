"""Quiet notices: strips under the toolbar, one per cause, that say what happened, what it means and what to do.

They merge by key, so that three hundred time-outs are one strip with a count. Nothing is ever shown in a dialog.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal


class Level(enum.StrEnum):
    INFO = "info"
    WARN = "warn"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class NoticeAction:
    """A button on a notice: its words, and what it does."""

    words: str
    act: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Notice:
    """`key` names the cause; a second notice with the same key takes the place of the first and counts up."""

    key: str
    level: Level
    title: str
    text: str = ""
    actions: tuple[NoticeAction, ...] = field(default=())
    detail: str = ""  # for copying into a report
    count: int = 1


class Notices(QObject):
    """What is to be said just now, newest last. Views ask for `rows`."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, Notice] = {}

    @property
    def rows(self) -> tuple[Notice, ...]:
        return tuple(self._rows.values())

    def say(
        self,
        key: str,
        level: Level,
        title: str,
        text: str = "",
        actions: tuple[NoticeAction, ...] = (),
        detail: str = "",
    ) -> None:
        """Show a notice, or count one more of the same cause."""
        before = self._rows.pop(key, None)
        count = before.count + 1 if before and before.title == title else 1
        self._rows[key] = Notice(key, level, title, text, actions, detail, count)
        self.changed.emit()

    def withdraw(self, key: str) -> None:
        """The cause is gone, or somebody closed the strip."""
        if self._rows.pop(key, None) is not None:
            self.changed.emit()
