"""The sheet of all controls can be painted in every look, and none of them opens a window by itself."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from tests.pictures.gallery import Gallery
from ui.theme import Look
from ui.widgets.control import Control, Passive
from ui.widgets.plain import Label


@pytest.fixture(params=[("light", "en", 100), ("dark", "ja", 200)], ids=lambda p: "-".join(map(str, p)))
def page(request, qapp, qtbot):
    scheme, language, scale = request.param
    look = Look(scheme=scheme, language=language, scale=scale)
    look.install(qapp)
    before = {w for w in QApplication.topLevelWidgets() if w.isVisible()}
    made = Gallery(look).build()
    assert not {w for w in QApplication.topLevelWidgets() if w.isVisible()} - before
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.resize(look.px(1240), made.heightForWidth(look.px(1240)))
    QApplication.processEvents()
    yield made


def test_nothing_is_cut_off_at_any_text_size(page):
    for control in page.findChildren(QWidget):
        if isinstance(control, Control | Passive | Label) and control.isVisible():
            needs = control.heightForWidth(control.width()) if control.hasHeightForWidth() else control.sizeHint().height()
            assert control.height() >= needs, (control, control.accessibleName())


def test_no_colours_of_another_theme_are_on_it(page):
    image = page.grab().toImage()
    assert len({image.pixelColor(x, y).name() for x in range(0, image.width(), 9) for y in range(0, image.height(), 9)}) > 20
