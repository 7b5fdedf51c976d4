"""Words on the screen are plain text whatever they hold, and there is only one door for them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

import ui
from ui.theme import DARK
from ui.widgets.banner import Banners
from ui.widgets.buttons import ActionButton, Button
from ui.widgets.chips import Chip
from ui.widgets.hostile import FSI, PDI
from ui.widgets.plain import label, set_tooltip, show_tooltip, tooltip_text
from ui.widgets.post_text import Run
from ui.widgets.post_view import PostView
from ui.widgets.tile import Tile
from ui.widgets.toast import Toast

FORBIDDEN = {
    "QLabel", "setToolTip", "setHtml", "setMarkdown", "QMessageBox", "QTextDocument", "QTextEdit", "QTextBrowser",
    "insertHtml", "appendHtml", "showText", "ToolTipRole", "setWhatsThis", "setOpenExternalLinks",
    "setTextFormat", "QErrorMessage", "QWhatsThis",
}  # fmt: skip
ROOT = Path(ui.__file__).parent
RED = QColor("#FF0000")


def names_in(path: Path) -> set[str]:
    """Every name and attribute that *path* uses."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.ImportFrom | ast.Import):
            found |= {alias.name for alias in node.names}
    return found


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_nobody_else_speaks_to_qt_in_markup(path):
    allowed = {"ToolTipRole"} if path.parent != ROOT / "widgets" and "tooltip_text" in names_in(path) else set()
    if path == ROOT / "widgets" / "plain.py":
        return
    assert not names_in(path) & (FORBIDDEN - allowed)


@pytest.fixture
def bait(tmp_path) -> list[str]:
    """Texts that show a red picture from this disk wherever they are taken for markup."""
    picture = QImage(40, 40, QImage.Format.Format_RGB32)
    picture.fill(RED)
    path = tmp_path / "red.png"
    assert picture.save(str(path))
    return [
        f"<img src='{path}'>",
        f"<b>x</b><img src='file://{path}'>",
        f"<table background='{path}'><tr><td>x x x x x</td></tr></table>",
        "<body bgcolor='#FF0000'>x<p style='background:#FF0000'>y</p></body>",
        f"![x]({path})",
        f"&lt;img src='{path}'&gt;",
    ]


def red(widget: QWidget) -> int:
    """How many pixels of *widget* are red."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return memoryview(image.constBits()).cast("B").cast("I").tolist().count(RED.rgb())


def test_the_bait_works_where_text_is_taken_for_markup(qtbot, bait):
    from PySide6.QtWidgets import QLabel

    bare = QLabel(bait[0])
    qtbot.addWidget(bare)
    bare.resize(bare.sizeHint())
    assert red(bare) > 100


def test_no_control_takes_what_somebody_wrote_for_markup(look, qtbot, bait):
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    for text in bait:
        post = PostView(look)
        post.show_post(text, [Run(0, 5, words=text)])
        banners = Banners(look)
        banners.show_banner(text, "warn", text, text, actions=[("a", text)])
        for control in (
            label(look, text),
            label(look, text, wrap=True),
            label(look, text, elide=True),
            label(look, text, user=True),
            label(look, text, wrap=True, user=True),
            Button(look, text),
            ActionButton(look, text, reason=text),
            Chip(look, text),
            Tile(look, "image", text, alt=text),
            post,
            banners,
        ):
            column.addWidget(control)
    toast = Toast(look, page)
    toast.show_undo(bait[0], bait[1])
    page.resize(900, 300)
    page.show()
    QApplication.processEvents()
    page.resize(900, page.heightForWidth(900))
    QApplication.processEvents()
    assert red(page) == 0


def tooltip() -> QWidget | None:
    return next((w for w in QApplication.topLevelWidgets() if w.inherits("QTipLabel") and w.isVisible()), None)


def test_no_tooltip_takes_what_somebody_wrote_for_markup(look, qtbot, bait, show):
    control = label(look, "x")
    show(control)
    for text in bait:
        set_tooltip(control, text, user=True)
        QApplication.sendEvent(control, QHelpEvent(QEvent.Type.ToolTip, QPoint(2, 2), control.mapToGlobal(QPoint(2, 2))))
        qtbot.waitUntil(lambda: tooltip() is not None)
        assert red(tooltip()) == 0
        assert control.accessibleDescription() == text
        show_tooltip(control, QPoint(5, 5), text, user=True)
        assert red(tooltip()) == 0
        show_tooltip(control, QPoint(5, 5), "")
        qtbot.waitUntil(lambda: tooltip() is None)


def test_a_tooltip_is_capped_and_shows_hidden_characters():
    assert tooltip_text("a\u202eb", user=True) == "a‹RLO›b"
    assert tooltip_text("") == ""
    assert len(tooltip_text("<" * 10_000)) < 3_000


def test_a_label_is_set_to_plain_text_and_follows_the_look(look, show):
    words = label(look, "<b>x</b>", "small", "t3")
    show(words)
    assert words.textFormat() == Qt.TextFormat.PlainText
    look.set(scale=200, scheme="dark")
    assert words.font().pixelSize() == 24
    assert words.palette().windowText().color() == DARK.t3
    words.set_tone("ref")
    assert words.palette().windowText().color() == DARK.ref
    words.set_role("title")
    assert words.font().pixelSize() == 34


def test_what_somebody_wrote_stands_by_itself_in_a_label(look):
    assert label(look, "ren\u202e\n", user=True).text() == f"{FSI}ren‹RLO›{PDI}"
    assert label(look, "a\nb", wrap=True, user=True).text() == f"{FSI}a\nb{PDI}"


def test_words_that_do_not_fit_end_in_dots_and_are_whole_in_the_tooltip(look, show):
    words = label(look, "a long name of somebody " * 10, elide=True)
    show(words, wide=200)
    assert words.width() < 200
    assert "a long name" in words.toolTip()
    assert words.text() == "a long name of somebody " * 10
    words.show_text("short")
    assert words.toolTip() == ""


def test_words_in_several_lines_have_the_line_height_of_their_role(look, show):
    words = label(look, "one\ntwo\nthree", wrap=True)
    show(words)
    assert words.heightForWidth(300) == 3 * look.line("base")
    look.set(language="ja")
    assert words.heightForWidth(300) == 3 * 21


def test_a_word_without_end_breaks_anywhere(look):
    words = label(look, "x" * 400, wrap=True)
    assert words.heightForWidth(200) >= 8 * look.line("base")
