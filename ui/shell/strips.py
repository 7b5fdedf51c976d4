"""Shows the notices as strips; closing one withdraws it. What can be copied into a report has a button for that."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ui.shell.notices import Notices
from ui.theme import Look
from ui.widgets.banner import Banners

COPY = "copy"


class NoticeStrips(Banners):
    """Keeps the strips equal to the notices, whoever changed them."""

    def __init__(self, look: Look, notices: Notices, parent: QWidget) -> None:
        super().__init__(look, parent)
        self._notices = notices
        self._shown: dict[str, int] = {}
        notices.changed.connect(self._follow)
        self.acted.connect(self._act)
        self.dismissed.connect(notices.withdraw)

    @Slot()
    def _follow(self) -> None:
        rows = {notice.key: notice for notice in self._notices.rows}
        for key in tuple(self._shown):
            if key not in rows:
                self.remove(key)
                del self._shown[key]
        for key, notice in rows.items():
            if self._shown.get(key) == notice.count and key in self.keys():
                continue
            self._shown[key] = notice.count
            actions = tuple((str(n), action.words) for n, action in enumerate(notice.actions))
            if notice.detail:
                actions += ((COPY, self.tr("Copy the report")),)
            self.show_banner(key, notice.level.value, notice.title, notice.text, actions=actions)

    @Slot(str, str)
    def _act(self, key: str, action: str) -> None:
        for notice in self._notices.rows:
            if notice.key == key:
                if action == COPY:
                    QGuiApplication.clipboard().setText(notice.detail)
                    return
                self._notices.withdraw(key)
                notice.actions[int(action)].act()
                return
