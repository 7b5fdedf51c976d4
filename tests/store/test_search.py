"""Words are found in posts, Japanese ones anywhere and by a single character, alike on both databases."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moderator.rules.fold import fold
from moderator.store.search import WORDS_INDEXED, Piece, parts_of, pieces_of
from moderator.store.unit import Store
from tests.helpers.clock import FrozenClock
from tests.helpers.deliveries import Intake, post

POSTS = {
    "$1": "Hello, world! FREE coins at https://spore-mart.example",
    "$2": "設定画面を開けない",
    "$3": "v2設定beta が ﾊﾝｶｸ ｶﾀｶﾅ",
    "$4": "定設、画面の設定",
    "$5": "नमस्ते दुनिया و صباح الخير",
    "$6": "don't 'quote' \"this\" * AND (that) | & !: \\ \0",
    "$7": "",
}


@pytest.fixture
def intake(store: Store, clock: FrozenClock) -> Intake:
    made = Intake(store, clock, guidelines="")
    made.take(*(post(name, text) for name, text in POSTS.items()))
    return made


def found(intake: Intake, words: str) -> list[str]:
    with intake.store.read() as reads:
        ids = reads.search.posts(words)
        names = {known.id: name for name, known in reads.intake.posts(intake.community_id, POSTS).items()}
    return sorted(names[post_id] for post_id in ids)


@pytest.mark.parametrize(
    ("words", "posts"),
    [
        ("hello", ["$1"]),
        ("HEL", ["$1"]),
        ("ello", []),  # a Latin word is found by its beginning
        ("coins hello", ["$1"]),
        ("coins 設定", []),
        ("spore-mart", ["$1"]),
        ("設", ["$2", "$3", "$4"]),
        ("設定", ["$2", "$3", "$4"]),
        ("定画", ["$2"]),
        ("設定画面", ["$2"]),  # side by side, not merely somewhere
        ("画面を", ["$2"]),
        ("い", ["$2"]),
        ("はんかく", ["$3"]),
        ("カタカナ", ["$3"]),
        ("設定beta", ["$3"]),
        ("v2設", ["$3"]),
        ("नमस्ते", ["$5"]),
        ("الخير", ["$5"]),
        ("quote that", ["$6"]),
        ("\" * AND ) ' | & !: \\", ["$6"]),
        ("!!!", []),
        ("", []),
    ],
)
def test_words_are_found_where_they_stand(intake: Intake, words: str, posts: list[str]) -> None:
    assert found(intake, words) == posts


def test_only_the_newest_text_of_a_post_is_found_and_nothing_of_a_dropped_one(intake: Intake) -> None:
    intake.take(post("$1", "goodbye", edited=1))
    assert (found(intake, "hello"), found(intake, "goodbye")) == ([], ["$1"])
    with intake.store.write() as tx:
        tx.search.drop([known.id for known in tx.intake.posts(intake.community_id, ["$1"]).values()])
        tx.search.put([])
    assert found(intake, "goodbye") == []


def test_the_newest_posts_come_first_and_no_more_than_asked(intake: Intake) -> None:
    with intake.store.read() as reads:
        ids = reads.search.posts("設定", 2)
    assert len(ids) == 2 and ids == sorted(ids, reverse=True)


JAPANESE = st.text("設定画面開閉あいうえおカタナー々", min_size=1, max_size=12)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=JAPANESE, piece=JAPANESE, after=JAPANESE)
def test_every_piece_of_a_japanese_text_is_found(sqlcipher_store: Store, before: str, piece: str, after: str) -> None:
    folded = fold(before + piece + after)
    with sqlcipher_store.write() as tx:
        tx.search.put([(1, folded)])
    with sqlcipher_store.read() as reads:
        assert reads.search.posts(piece) == [1]


def test_a_text_is_indexed_in_pairs_and_words_up_to_a_cap() -> None:
    assert parts_of("設定画 abc v2設") == ["設定", "定画", "画", "abc", "v2", "設"]
    assert len(parts_of("設" * 30_000)) == WORDS_INDEXED
    assert max(map(len, parts_of("a" * 1_000 + " 設" + "b" * 1_000))) == 64


def test_a_question_keeps_its_pieces_together() -> None:
    assert pieces_of("設定画 ABC") == [Piece(("設定", "定画"), False), Piece(("abc",), True)]
    assert pieces_of("設") == [Piece(("設",), True)]
    assert len(pieces_of("a " * 100)) == 12


def test_a_text_of_one_endless_word_stays_within_the_databases_limits(store: Store, clock: FrozenClock) -> None:
    intake = Intake(store, clock, guidelines="")
    intake.take(post("$1", "設定" * 40_000), post("$2", "x" * 100_000), post("$3", " ".join(map(str, range(40_000)))))
    with store.read() as reads:
        assert len(reads.search.posts("定設")) == 1
        assert len(reads.search.posts("xxx")) == 1
