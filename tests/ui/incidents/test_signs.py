"""Marks of states: a shape of its own for each, with its word for readers."""

from __future__ import annotations

from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from moderator.domain.incident import LOG, IncidentState
from ui.incidents.signs import PersonSign, StateSign, draw_state, tone_of
from ui.theme import Look


def drawn(look: Look, state: IncidentState) -> bytes:
    image = QImage(32, 32, QImage.Format.Format_Grayscale8)  # without colour: the shape has to tell
    image.fill(255)
    painter = QPainter(image)
    draw_state(painter, look, state, 0, 0, 32, look.theme.bg2)
    painter.end()
    return bytes(1 if value < 190 else 0 for value in image.constBits())


def test_no_two_states_look_alike_in_grey(look: Look) -> None:
    pictures = [drawn(look, state) for state in LOG]
    assert all(any(picture) for picture in pictures) and len(set(pictures)) == len(LOG)
    assert tone_of(IncidentState.OPEN) == "s3" and tone_of(IncidentState.PROPOSED) == "t2"


def test_signs_say_what_they_show(look: Look, frame: QWidget) -> None:
    state, person = StateSign(look, frame), PersonSign(look, frame)
    state.show_state(IncidentState.OPEN, "Open")
    person.show_person("Aki", "Aki leads")
    wide = person.sizeHint().width()
    assert state.accessibleName() == "Open" and "Aki leads" in person.accessibleName()
    person.show_person("", "Aki leads")
    assert person.sizeHint().width() < wide
    for sign in (state, person):
        sign.resize(sign.sizeHint())
        assert not sign.grab().isNull()
