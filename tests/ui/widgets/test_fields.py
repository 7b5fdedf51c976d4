"""What is typed is plain and capped, and a field says with more than colour where one is."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from moderator.domain.caps import TEXT_SHOWN, URL_CHARACTERS
from ui.widgets.fields import Field, TextArea


def test_the_key_hint_goes_when_something_is_typed(look, show):
    field = Field(look, "Filter", icon="search", key="/")
    show(field)
    before = field.textMargins().right()
    QTest.keyClicks(field, "spam")
    assert field.text() == "spam" and field.textMargins().right() < before
    assert field.textMargins().left() >= look.px(28)


def test_a_field_has_an_edge_and_a_fault_has_another(look, show):
    field = Field(look, "Token")
    show(field)
    field.clearFocus()

    def edge():
        image = field.grab().toImage()
        return image.pixelColor(image.width() // 2, 0)

    assert edge() == look.theme.line2
    field.set_fault(True)
    assert edge() == look.theme.ref
    field.set_fault(False)
    field.setFocus()
    assert edge() == look.theme.ac


def test_a_secret_is_not_shown_and_a_line_has_an_end(look):
    field = Field(look, "Token", secret=True)
    assert field.echoMode() == QLineEdit.EchoMode.Password
    assert field.maxLength() == URL_CHARACTERS


def test_a_field_takes_its_words_in_another_language(look):
    field = Field(look, "Filter")
    field.set_words("絞り込み")
    assert field.placeholderText() == field.accessibleName() == "絞り込み"


def test_of_the_clipboard_only_plain_text_is_taken_and_not_more_than_is_shown(look, show):
    area = TextArea(look, "Note")
    show(area)
    paste = QMimeData()
    paste.setHtml("<b>bold</b><img src='/etc/passwd'>")
    paste.setText("x" * (TEXT_SHOWN * 2))
    area.editor.insertFromMimeData(paste)
    assert area.text() == "x" * TEXT_SHOWN
    area.editor.insertFromMimeData(paste)
    assert len(area.text()) == TEXT_SHOWN


def test_tab_leaves_the_area(look, show):
    area, after = TextArea(look, "Note"), Field(look, "x")
    window = show(area)
    window.layout().addWidget(after)
    after.show()
    area.setFocus()
    QTest.keyClick(area.editor, Qt.Key.Key_Tab)
    assert after.hasFocus() and after._ring is not None


def test_the_area_shows_where_the_keyboard_is(look, show):
    area = TextArea(look, "Note")
    show(area)
    area.editor.clearFocus()
    area.editor.setFocus(Qt.FocusReason.TabFocusReason)
    assert area._ring is not None
    area.editor.clearFocus()
    assert area._ring is None


def test_the_area_grows_with_the_text_size(look):
    area = TextArea(look, "Note", lines=4)
    before = area.sizeHint().height()
    look.set(scale=200)
    assert area.sizeHint().height() == 2 * before
    area.set_text("a\nb")
    area.set_words("メモ")
    assert area.text() == "a\nb" and area.editor.placeholderText() == "メモ"
