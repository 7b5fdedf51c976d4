"""The pages of the way in: what each asks and what it gives back."""

import pytest
from PySide6.QtWidgets import QWidget

from moderator.domain.actor import Actor, Role
from ui.shell.pages import LookPage, OpeningPage, PassphrasePage, PersonPage, RecoveryPage, SafetyPage
from ui.theme import Look

CODE = "-".join(f"AB{n:02}X" for n in range(13))


def test_the_recovery_code_has_to_be_typed_back_in_part(look: Look, frame: QWidget, qtbot: object) -> None:
    page = RecoveryPage(look, CODE, frame)
    with qtbot.assertNotEmitted(page.done):  # type: ignore[attr-defined]
        page.finish()
    assert "Group 3" in page._fault.text()
    for field, place in zip(page._fields, page.ASKED, strict=True):
        field.setText(CODE.split("-")[place].lower())
    with qtbot.waitSignal(page.done):  # type: ignore[attr-defined]
        page.finish()


def test_an_empty_passphrase_is_not_given(look: Look, frame: QWidget, qtbot: object) -> None:
    page = PassphrasePage(look, frame)
    with qtbot.assertNotEmitted(page.done):  # type: ignore[attr-defined]
        page.finish()
    page.field.setText("correct horse")
    with qtbot.waitSignal(page.done):  # type: ignore[attr-defined]
        page.finish()


def test_the_look_changes_at_once(look: Look, frame: QWidget, qtbot: object) -> None:
    page = LookPage(look, frame)
    page._theme.choose("dark")
    with qtbot.waitSignal(page.chosen):  # type: ignore[attr-defined]
        page._choose("dark")
    assert look.theme.dark


def test_everything_is_hidden_unless_switched_off(look: Look, frame: QWidget) -> None:
    page = SafetyPage(look, frame)
    assert page.values() == {"veil_pictures": True, "grey_pictures": True, "blur_pictures": True}
    page.switches["blur_pictures"].setChecked(False)
    assert page.values()["blur_pictures"] is False


def test_nobody_sits_down_without_a_name(look: Look, frame: QWidget, qtbot: object) -> None:
    page = PersonPage(look, [], frame)
    with qtbot.assertNotEmitted(page.done):  # type: ignore[attr-defined]
        page.finish()
    assert page._fault.text()


def test_somebody_who_was_here_before_takes_the_seat_by_one_press(look: Look, frame: QWidget, qtbot: object) -> None:
    ren = Actor(8, "Ren", Role.LEAD)
    page = PersonPage(look, [Actor(7, "Aki", Role.MODERATOR), ren], frame)
    with qtbot.waitSignal(page.picked) as told:  # type: ignore[attr-defined]
        page._known[1].click()
    assert told.args == [ren]


def test_a_record_that_does_not_open_says_why_and_lets_one_try_again(look: Look, frame: QWidget, qtbot: object) -> None:
    page = OpeningPage(look, frame)
    page.show_problem("This profile is in use", "Another process works with it.")
    assert page._title.text() == "This profile is in use"
    with qtbot.waitSignal(page.done):  # type: ignore[attr-defined]
        page._next.click()


@pytest.mark.parametrize("kind", [OpeningPage, PassphrasePage, SafetyPage, LookPage])
def test_every_page_has_a_title_a_sentence_and_a_way_on(look: Look, frame: QWidget, kind: type) -> None:
    page = kind(look, frame)
    assert page._title.text() and page._text.text() and page._next.text()


def test_a_text_size_between_the_offered_ones_is_kept(look: Look, frame: QWidget) -> None:
    """Ctrl and + go by ten: the nearest size is marked, and choosing a theme does not change it."""
    look.set(scale=110)
    page = LookPage(look, frame)
    assert page._size.current() in ("100", "120")
    page._theme.choose("dark")
    page._choose("dark")
    assert look.scale == 110
    page._choose_size("150")
    assert look.scale == 150
