"""Where an export goes and in which form; the print view shows the pages before they are a file."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from ui.incidents.forms import Choices
from ui.incidents.pages import PrintView
from ui.incidents.report import Line
from ui.theme import Look
from ui.widgets.buttons import Button
from ui.widgets.fields import Field
from ui.widgets.layout import caption
from ui.widgets.plain import label
from ui.widgets.sheet import Sheet

LOG_FORMS = ("csv", "json", "md", "pdf")
ONE_FORMS = ("md", "pdf")


class ExportSheet(Sheet):
    """`saved` carries the form and the path."""

    saved = Signal(str, str)

    def __init__(self, look: Look, window: QWidget) -> None:
        super().__init__(look, window, "", wide=720)
        body = self.panel.body
        self._lines: Sequence[Line] = ()
        self._stem = ""
        self._form_caption, self._path_caption = caption(look, "", body), caption(look, "", body)
        self.form = Choices(look, "", body)
        self.path = Field(look, "", parent=body)
        self._words = label(look, "", "small", "t2", wrap=True, parent=body)
        self._complaint = label(look, "", "base", "ref", wrap=True, parent=body)
        self.view = PrintView(look)
        self._scroll = QScrollArea(body)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(self.view)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName("")
        for part in (self._form_caption, self.form, self._path_caption, self.path, self._words, self._complaint):
            self.content.addWidget(part)
        self.content.addWidget(self._scroll, 1)
        self.save_button = Button(look, "", kind="primary", key="↵", parent=body)
        self.save_button.clicked.connect(self._save)
        self.path.returnPressed.connect(self._save)
        self.form.chosen.connect(self._form_chosen)
        self.add_foot(QWidget(body), 1)
        self.add_foot(self.save_button)
        self._scroll.setMinimumHeight(look.px(240))

    def ask(self, title: str, stem: str, lines: Sequence[Line], *, whole_log: bool) -> None:
        """Show *lines* as pages and ask for form and place. *stem* is the file's name without its ending."""
        self._lines, self._stem = lines, stem
        self.set_title(title)
        self._form_caption.show_text(self.tr("As"))
        self._path_caption.show_text(self.tr("File"))
        self._scroll.setAccessibleName(self.tr("Print view"))
        words = {
            "csv": self.tr("Table (CSV)"), "json": self.tr("Data (JSON)"), "md": self.tr("Report (Markdown)"),
            "pdf": self.tr("Report (PDF)"),
        }  # fmt: skip
        self.form.set_options([(form, words[form]) for form in (LOG_FORMS if whole_log else ONE_FORMS)], "pdf")
        self.form.choose("pdf")
        self.save_button.setText(self.tr("Save"))
        self.view.show_lines(lines)
        self._form_chosen("pdf")
        self.open(self.path)

    def _form_chosen(self, form: str) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.path.setText(f"{folder}/{self._stem}.{form}")
        self.path.set_words(self.tr("Folder and name of the file"))
        words = {
            "csv": self.tr("For spreadsheets. What people wrote cannot become a formula."),
            "json": self.tr("For other programs, with times in UTC."),
            "md": self.tr("Text for a wiki or an issue. What people wrote makes no links."),
            "pdf": self.tr("The pages below, to print or to keep."),
        }
        self._words.show_text(words[form])
        self._scroll.setVisible(form in ("md", "pdf"))
        self.complain("")

    def complain(self, words: str) -> None:
        self._complaint.show_text(words)
        self._complaint.setVisible(bool(words))
        self.path.set_fault(bool(words))

    def _save(self) -> None:
        if self.path.text().strip():
            self.saved.emit(self.form.current(), self.path.text().strip())
