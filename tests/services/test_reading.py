"""What comes in is brought within the caps, or says why it cannot be stored."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from moderator.domain import caps
from moderator.domain.community import Attachment, BadItem, FlagGone, PostGone, PostIn, PostState
from moderator.services.reading import Unfit, authors_of, bad_of, fit, fit_author, plain, posts_of, ready_text
from tests.helpers.deliveries import author, place, post, report


def test_an_ordinary_item_is_passed_on_as_it_is() -> None:
    for item in (post(), report(), FlagGone("r1"), PostGone("$1", PostState.REMOVED, 5), BadItem("post", "odd", b"x")):
        assert fit(item) is item


def test_what_no_database_takes_is_replaced() -> None:
    made = fit(post(text="a\0b \ud800 c", author=author("@mole", facts={"a": 1})))
    assert isinstance(made, PostIn)
    assert "\0" not in made.text and made.text.encode()
    assert made.text.startswith("a\ufffdb ")


def test_names_and_addresses_are_capped() -> None:
    long = "n" * 5_000
    made = fit(
        post(
            author=replace(author(), display_name=long),
            place=place(name="#tea", url="u" * 9_000),
            attachments=tuple(Attachment("image", long, "mxc://x", size=-1) for _ in range(200)),
        )
    )
    assert isinstance(made, PostIn)
    assert len(made.author.display_name) == caps.NAME_CHARACTERS
    assert len(made.place.url) == caps.URL_CHARACTERS
    assert len(made.attachments) == 100
    assert made.attachments[0].size is None


@pytest.mark.parametrize(
    "item",
    [
        post(""),
        post("x" * 2_000),
        post("a\0b"),
        post("\ud800"),
        replace(post(), created_at=-1),
        replace(post(), edited_at=1 << 63),
        post(author=author(facts={"x": object()})),
        post(place=place(facts={"x": "y" * 400_000})),
        replace(report(), post=None),
        report(""),
        report("r1", post(""), by=""),
        FlagGone(""),
        replace(post(), created_at=None),
    ],
)
def test_an_item_that_cannot_be_told_from_others_or_stored_is_unfit(item: object) -> None:
    with pytest.raises(Unfit):
        fit(item)  # type: ignore[arg-type]


def test_an_unfit_item_keeps_its_bytes_for_a_person() -> None:
    bad = bad_of(post("", raw=b'{"id": ""}'), Unfit("it has no id"))
    assert bad == BadItem("post", "it has no id", b'{"id": ""}', "")
    without = bad_of(post("\ud800"), Unfit("its id is too long or not text"))
    assert without.raw
    assert fit(without)


def test_an_author_alone_is_brought_within_the_caps_too() -> None:
    assert len(fit_author(author("@" + "x" * 600)).handle) == caps.NAME_CHARACTERS
    with pytest.raises(Unfit):
        fit_author(author(""))


def test_a_long_text_is_cut_with_the_hash_of_the_whole() -> None:
    text = "あ" * (caps.TEXT_STORED + 10)
    ready = ready_text(text)
    assert ready.cut and len(ready.text) == caps.TEXT_STORED
    assert ready.digest == hashlib.sha256(text.encode()).digest()
    assert len(ready.folded) <= caps.TEXT_ANALYSED
    assert not ready_text("short").cut


def test_texts_that_fold_alike_share_their_folded_hash_and_differ_in_the_other() -> None:
    one, other = ready_text("ＦＲＥＥ coins"), ready_text("free COINS")
    assert one.folded_digest == other.folded_digest
    assert one.digest != other.digest
    assert -(1 << 63) <= one.folded_digest < 1 << 63


def test_plain_text_is_not_copied_for_nothing() -> None:
    text = "猫" * 10
    assert plain(text, 100) is text
    assert plain(text, 3) == "猫猫猫"


def test_posts_and_people_are_found_wherever_they_stand() -> None:
    items = (post("$1"), report("r1", post("$2", by="@owl")), FlagGone("r2"), report("r3", post("$3"), by=""))
    assert [each.native_id for each in posts_of(items)] == ["$1", "$2", "$3"]
    assert [each.native_id for each in authors_of(items)] == ["@mole", "@owl", "@owl", "@hare", "@mole", "@mole"]
