"""Finding a command by a few letters."""

from ui.shell.finding import find


def best(letters: str, *texts: str) -> str:
    return max(texts, key=lambda text: found.score if (found := find(letters, text)) else -1)


def test_letters_have_to_be_there_in_order() -> None:
    assert find("rmv", "Remove") is not None
    assert find("vrm", "Remove") is None


def test_the_beginning_of_a_word_counts_more() -> None:
    assert best("li", "Escalate in", "Limit author") == "Limit author"


def test_letters_side_by_side_beat_scattered_ones() -> None:
    assert best("note", "Next or the end", "A note") == "A note"


def test_japanese_and_full_width_letters_are_found() -> None:
    found = find("ＫＥＹ", "すべてのkey")
    assert found is not None
    assert found.at == (4, 5, 6)


def test_nothing_typed_fits_everything() -> None:
    assert find("", "Anything") is not None
