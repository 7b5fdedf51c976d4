"""Paper: what does not fit goes to the next page, nothing is markup, and the PDF is one."""

from __future__ import annotations

from PySide6.QtGui import QImage, QPainter

from tests.helpers.sample_cases import NOW
from tests.helpers.sample_incidents import view
from ui.incidents.pages import HIGH, MARGIN, WIDE, PrintView, paginate, paint_page, pdf
from ui.incidents.report import Level, Line, incident_report
from ui.theme import Look


def test_a_long_report_goes_on_over_pages_inside_their_margins(look: Look) -> None:
    pages = paginate([Line(Level.TITLE, "T"), *[Line(Level.ITEM, "words " * 40, "10:00")] * 60])
    assert len(pages) > 3
    assert all(MARGIN <= placed.y < HIGH - MARGIN for page in pages for placed in page)


def test_a_heading_is_never_the_last_line_of_a_page(look: Look) -> None:
    for before in range(30, 50):
        pages = paginate([*[Line(Level.TEXT, "x")] * before, Line(Level.HEAD, "Head"), *[Line(Level.TEXT, "y")] * 3])
        assert all(page[-1].level is not Level.HEAD for page in pages)


def test_no_word_is_lost_where_lines_break(look: Look) -> None:
    words = "漢字かな交じりの長い文章と 👍🏽 emoji and words " * 12
    (page,) = paginate([Line(Level.TEXT, words)])
    assert "".join(placed.layout.text() for placed in page).replace(" ", "") == words.replace(" ", "")


def test_the_pdf_is_one_and_has_its_pages(look: Look) -> None:
    data = pdf(incident_report(view(31), NOW, "en"), "INC-31")
    assert data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF")
    count = len(paginate(incident_report(view(31), NOW, "en")))
    assert data.count(b"/Type /Page\n") + data.count(b"/Type /Page ") == count


def test_markup_is_painted_as_letters(look: Look) -> None:
    """The same ink for a tag as for any words: nothing is interpreted."""

    def ink(text: str) -> int:
        image = QImage(WIDE, HIGH, QImage.Format.Format_RGB32)
        image.fill(0xFFFFFFFF)
        painter = QPainter(image)
        paint_page(painter, paginate([Line(Level.TEXT, text)])[0], 1, 1)
        painter.end()
        return sum(image.pixelColor(x, y).lightness() < 128 for x in range(0, WIDE, 1) for y in range(MARGIN, MARGIN + 20))

    assert ink("<b>bold</b>") > ink("bold")


def test_the_print_view_shows_the_same_pages(look: Look, frame, qtbot) -> None:
    shown = PrintView(look, frame)
    shown.resize(600, 400)
    lines = incident_report(view(31), NOW, "en")
    shown.show_lines(lines)
    assert shown.pages() == len(paginate(lines)) and shown.heightForWidth(597) > HIGH
    assert "Coin giveaway" in shown.accessibleName()
    shown.grab()
