"""The post that is judged."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from moderator.domain.community import AuthorStatus, PostState
from tests.helpers import sample_cases as sample
from tests.ui.triage.test_orders import view
from ui.actions import Actions
from ui.theme import Look
from ui.triage.post_card import PostCard, links_in, runs_of

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("see https://spore.example/claim?x=1 now", ["spore.example"]),
        ("二つあります。https://a.example、http://b.example:8080/x。", ["a.example", "b.example:8080"]),
        ("HTTPS://user:pw@c.example/#x", ["c.example"]),
        ("http and https:/ are words", []),
        ("İ" * 9 + " https://d.example", ["d.example"]),
        ("https://", []),
    ],
)
def test_addresses_are_found_by_a_plain_scan(text: str, hosts: list[str]) -> None:
    assert [host for _, _, host in links_in(text)] == hosts
    assert all(text[start:end].lower().startswith("http") for start, end, _ in links_in(text))


def test_a_flood_of_addresses_ends() -> None:
    assert len(links_in("https://a.example " * 5_000)) == 50


def test_a_hit_names_its_rule_and_version() -> None:
    shown = view(2)
    runs = runs_of(shown.post, shown.flags, "{rule}, v{version}")  # type: ignore[arg-type]
    hits = [run for run in runs if run.kind == "hit"]
    assert len(hits) == 3 and hits[0].words == "FREE 10,000 spore coins, v12"
    assert [run.kind for run in runs].count("quiet") == 1


@pytest.fixture
def card(qtbot, look: Look, frame: QWidget, actions: Actions) -> PostCard:
    made = PostCard(look, actions, frame)
    frame.show()
    return made


def test_an_encrypted_message_says_honestly_that_it_cannot_be_read(card: PostCard) -> None:
    shown = view(2)
    card.show_case(replace(shown, post=replace(shown.post, encrypted=True, text="")), sample.NOW)  # type: ignore[type-var]
    assert not card._note.isHidden() and "encrypted" in card._note._title.text()
    assert card.text.isHidden() and not card._lock.isHidden()


def test_a_case_about_an_account_has_no_post(card: PostCard) -> None:
    card.show_case(replace(view(2), post=None), sample.NOW)
    assert "about the account" in card._note._title.text() and card.text.isHidden()


def test_a_removed_post_says_so(card: PostCard) -> None:
    shown = view(2)
    card.show_case(replace(shown, post=replace(shown.post, state=PostState.REMOVED)), sample.NOW)  # type: ignore[type-var]
    assert not card._outcome.isHidden() and card._outcome.accessibleName() == "Removed"


def test_d_goes_through_the_edits_and_back_to_the_text(card: PostCard) -> None:
    shown = view(4)
    card.show_case(shown, sample.NOW)
    card.next_edit()
    assert card.edit == 1 and {run.kind for run in card.text._runs} == {"added"}
    assert "Edit 1 of 1" in card._edit_line.text()
    card.next_edit()
    assert card.edit == 0 and card.text.text() == shown.post.text  # type: ignore[union-attr]


def test_what_is_open_stays_open_when_the_case_changes(card: PostCard) -> None:
    shown = view(8)
    card.show_case(shown, sample.NOW)
    tiles = card.tiles
    card.refresh_case(replace(shown, same_text=3), sample.NOW)
    assert card.tiles is tiles


def test_a_new_account_is_marked_and_an_old_one_is_not(card: PostCard) -> None:
    shown = view(2)
    card.show_case(shown, sample.NOW)
    (chip,) = card._chips.shown()
    assert chip._tone == "s2" and "Joined" in chip.accessibleName()
    old = replace(shown.author, created_at=sample.NOW - 400 * 86_400_000_000, is_staff=True, status=AuthorStatus.MUTED)
    card.show_case(replace(shown, author=old), sample.NOW)
    assert [one.accessibleName().split()[0] for one in card._chips.shown()] == ["Member", "Team", "muted"]


def test_a_text_that_was_cut_says_so(card: PostCard) -> None:
    shown = view(2)
    card.show_case(replace(shown, post=replace(shown.post, cut=True)), sample.NOW)  # type: ignore[type-var]
    assert "too long to keep" in card.text.text()
