"""What is read for a moment over the room: a guideline's text, and a post as it came."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from moderator.domain.rows import GuidelineRow, GuidelinesRow, PostRow
from ui.theme import Look
from ui.triage import orders, wording
from ui.widgets.plain import label
from ui.widgets.post_view import PostView
from ui.widgets.sheet import Sheet


class ReadingSheet(QObject):
    """One sheet, made when it is first needed, for plain text of any length."""

    def __init__(self, look: Look, window: QWidget) -> None:
        super().__init__(window)
        self._look, self._window = look, window
        self._sheet: Sheet | None = None

    def _open(self, title: str, about: str, text: str, role: str) -> None:
        look = self._look
        if self._sheet is not None:
            self._sheet.hide()
            self._sheet.deleteLater()
        self._sheet = Sheet(look, self._window, title, wide=664, top=72)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        scroll.viewport().setAutoFillBackground(False)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, look.px(8), 0)
        view = PostView(look, role=role, parent=page)
        view.show_post(text)
        view.unfold()
        column.addWidget(view)
        column.addStretch(1)
        scroll.setWidget(page)
        page.setAutoFillBackground(False)  # setWidget switches it on
        scroll.setMinimumHeight(min(view.heightForWidth(look.px(580)) + look.px(8), look.px(440)))
        if about:
            self._sheet.content.addWidget(label(look, about, "small", "t3", wrap=True))
        self._sheet.content.addWidget(scroll, 1)
        self._sheet.open(view)

    def show_guideline(self, row: GuidelineRow, version: GuidelinesRow) -> None:
        """The text that the members read, in the window's language."""
        code = self._look.language
        text = orders.reflowed(row.text.get(code) or next(iter(row.text.values()), ""))
        when = wording.day(version.published_at, version.published_at, code)
        when = f"{wording.date(version.published_at, code)} {when.rsplit(' ', 1)[-1]}"
        about = self.tr("Guideline {n}, version {version}, published {when} by {name}")
        about = about.format(n=row.number, version=version.version, when=when, name=version.by)
        self._open(wording.title_of(row, code, row.id), about, text, "reading")

    def show_raw(self, post: PostRow) -> None:
        """The text as it came, in letters of one width; what hides is shown as a tag."""
        about = self.tr("{author} · revision {n} · {count} characters · {id}")
        about = about.format(author=post.handle, n=post.revision, count=len(post.text), id=post.native_id)
        self._open(self.tr("Raw text"), about, post.text, "mono")

    @property
    def is_open(self) -> bool:
        return self._sheet is not None and self._sheet.isVisible()
