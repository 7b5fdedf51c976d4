"""The bar shows the parts of the sum in their shares, and says them."""

from __future__ import annotations

from ui.widgets.urgency import Part, UrgencyBar

PARTS = (Part(40, "s3", "severity 40"), Part(22, "ac", "reporters 22"), Part(16, "t3", "age 16"))


def test_its_parts_are_said(look):
    bar = UrgencyBar(look)
    bar.show_parts(78, PARTS)
    assert bar.accessibleName() == "Urgency 78: severity 40, reporters 22, age 16"


def test_each_part_has_its_share(look, show):
    bar = UrgencyBar(look)
    bar.show_parts(78, PARTS)
    show(bar, wide=500)
    image = bar.grab().toImage()
    row = [image.pixelColor(x, look.line("small") // 2).name() for x in range(image.width())]
    shares = {tone: row.count(look.colour(tone).name()) for tone in ("s3", "ac", "t3", "line")}
    assert shares["s3"] > shares["ac"] > shares["t3"] > 0 and shares["line"] > 0
    assert 1.5 < shares["s3"] / shares["ac"] < 2.1


def test_a_part_of_nothing_takes_no_room_and_a_full_bar_has_no_rest(look, show):
    bar = UrgencyBar(look)
    bar.show_parts(100, (Part(0, "ac", "reporters 0"), Part(100, "s4", "severity 100")))
    show(bar, wide=400)
    image = bar.grab().toImage()
    row = [image.pixelColor(x, look.line("small") // 2).name() for x in range(image.width())]
    assert look.colour("ac").name() not in row and look.colour("line").name() not in row


def test_the_legend_wraps_where_it_has_no_room(look):
    bar = UrgencyBar(look)
    bar.show_parts(78, PARTS)
    assert bar.heightForWidth(130) > bar.heightForWidth(400)
