"""An empty room is calm and leads on."""

from __future__ import annotations

from ui.widgets.buttons import Button
from ui.widgets.empty import EmptyState, Picture


def test_it_says_what_there_is_to_say_and_no_more(look, show):
    room = EmptyState(look, "Queue is clear", "The last item was 4 min ago.")
    show(room)
    assert room.accessibleName() == "Queue is clear"
    assert room._foot.isHidden()
    room.show_words("列は空です", "", "つながり")
    assert room._text.isHidden() and room._foot.isVisible()


def test_its_ways_on_are_replaced(look, show):
    first, second = Button(look, "Incidents"), Button(look, "Appeals")
    room = EmptyState(look, "Queue is clear", ways=[first])
    show(room)
    assert first.isVisible()
    room.set_ways([second])
    assert first.isHidden() and second.parentWidget() is room


def test_the_picture_has_the_colours_of_the_theme(look, show):
    picture = Picture(look)
    show(picture)
    light = picture.grab().toImage()
    colours = {light.pixelColor(x, y).name() for x in range(light.width()) for y in range(light.height())}
    assert look.theme.ac.name() in colours
    look.set(scheme="dark")
    dark = picture.grab().toImage()
    colours = {dark.pixelColor(x, y).name() for x in range(dark.width()) for y in range(dark.height())}
    assert look.theme.ac.name() in colours and look.theme.bg2.name() in colours
