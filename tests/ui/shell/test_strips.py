"""Notices as strips."""

from PySide6.QtWidgets import QWidget

from ui.shell.notices import Level, NoticeAction, Notices
from ui.shell.strips import NoticeStrips
from ui.theme import Look
from ui.widgets.banner import Banner


def strip(strips: NoticeStrips) -> Banner:
    (found,) = strips.findChildren(Banner)
    return found


def test_three_hundred_failures_of_one_cause_are_one_strip(look: Look, notices: Notices, frame: QWidget) -> None:
    strips = NoticeStrips(look, notices, frame)
    for _ in range(300):
        notices.say("matrix", Level.WARN, "The platform does not answer")
    assert strips.keys() == ("matrix",)
    assert strip(strips).times == 300


def test_a_withdrawn_notice_takes_its_strip_away(look: Look, notices: Notices, frame: QWidget) -> None:
    strips = NoticeStrips(look, notices, frame)
    notices.say("a", Level.INFO, "A")
    notices.withdraw("a")
    assert strips.keys() == ()


def test_closing_a_strip_withdraws_its_notice(look: Look, notices: Notices, frame: QWidget) -> None:
    strips = NoticeStrips(look, notices, frame)
    notices.say("a", Level.INFO, "A")
    strip(strips).closed.emit()
    assert notices.rows == ()


def test_an_action_is_done_and_the_strip_goes(look: Look, notices: Notices, frame: QWidget) -> None:
    done: list[bool] = []

    def act() -> None:
        done.append(True)

    strips = NoticeStrips(look, notices, frame)
    notices.say("a", Level.ERROR, "A", actions=(NoticeAction("Try again", act),))
    strip(strips).acted.emit("0")
    assert done == [True]
    assert strips.keys() == ()


def test_what_belongs_into_a_report_can_be_copied(look: Look, notices: Notices, frame: QWidget, qapp: object) -> None:
    """The button copies and the strip stays: nobody has to be quick."""
    strips = NoticeStrips(look, notices, frame)
    notices.say("a", Level.ERROR, "A", detail="where it happened")
    strip(strips).acted.emit("copy")
    assert qapp.clipboard().text() == "where it happened"  # type: ignore[attr-defined]
    assert strips.keys() == ("a",)
