"""What somebody types into the filter."""

from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.case import CaseState
from moderator.domain.community import Severity
from moderator.domain.rows import PlaceRow
from tests.helpers.sample_cases import community
from ui.triage.filtering import NOWHERE, Known, Term, build, split

STATES = (CaseState.OPEN,)


def test_terms_are_taken_out_and_the_rest_are_words() -> None:
    terms, words = split('free author:nullspore coins place:"Show your build"')
    assert terms == [Term("author", "nullspore"), Term("place", "Show your build")]
    assert words == "free coins"


def test_japanese_keys_and_the_full_width_colon_mean_the_same() -> None:
    terms, words = split("投稿者：くろいろ茶碗 重大度:高 馬鹿")
    assert terms == [Term("author", "くろいろ茶碗"), Term("severity", "高")]
    assert words == "馬鹿"


def test_a_colon_that_is_no_term_stays_a_word() -> None:
    assert split("https://spore-coins.example 12:30 author:") == ([], "https://spore-coins.example 12:30 author:")


@given(st.text(max_size=80))
def test_no_typing_breaks_it(typed: str) -> None:
    terms, words = split(typed)
    build(terms, words, STATES, None, Known())


def test_names_become_the_ids_they_stand_for() -> None:
    known = Known((community(),), (PlaceRow(5, 1, "# 攻略と質問"), PlaceRow(6, 1, "# 雑談")), (("spam", "Spam, advertising"),))
    terms = [Term("place", "攻略"), Term("community", "きのこ"), Term("guideline", "advert"), Term("severity", "high")]
    found = build(terms, "", STATES, 7, known)
    assert (found.places, found.communities, found.guideline) == ((5,), (1,), "spam")
    assert (found.severity, found.claimed_by) == (Severity.HIGH, 7)


def test_a_name_that_nothing_carries_finds_nothing_instead_of_everything() -> None:
    assert build([Term("place", "cellar")], "", STATES, None, Known()).places == (NOWHERE,)
