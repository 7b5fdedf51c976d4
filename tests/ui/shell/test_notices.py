"""Notices: one per cause."""

from ui.shell.notices import Level, Notices


def test_the_same_cause_again_is_one_notice_with_a_count(qapp: object) -> None:
    notices = Notices()
    for _ in range(300):
        notices.say("matrix", Level.WARN, "The platform does not answer")
    assert [(one.title, one.count) for one in notices.rows] == [("The platform does not answer", 300)]


def test_another_title_of_the_same_cause_counts_anew(qapp: object) -> None:
    notices = Notices()
    notices.say("matrix", Level.WARN, "The platform does not answer")
    notices.say("matrix", Level.ERROR, "The token is refused")
    assert [(one.title, one.count) for one in notices.rows] == [("The token is refused", 1)]


def test_a_withdrawn_notice_is_gone(qapp: object) -> None:
    notices = Notices()
    notices.say("a", Level.INFO, "A")
    notices.withdraw("a")
    notices.withdraw("never there")
    assert notices.rows == ()
