"""The ledger by which tests count effects."""

from __future__ import annotations

from moderator.demo.journal import Journal


def filled() -> Journal:
    journal = Journal()
    journal.effect(1, "redact", "@m", room="!r", target="$a", made="$1")
    journal.effect(2, "redact", "@m", room="!r", target="$a", made="$2")
    journal.effect(3, "ban", "@n", room="!r", target="@x")
    journal.effect(4, "post", "@x", room="!r", target="$b")
    return journal


def test_a_doubled_effect_is_seen() -> None:
    """Twice the same removal is one row in `doubled`."""
    assert filled().view(None, None, 0)["doubled"] == [{"kind": "redact", "room": "!r", "target": "$a", "count": 2}]


def test_the_view_can_be_narrowed() -> None:
    """By kind, by actor, and to what came after a number."""
    journal = filled()
    assert [entry["made"] for entry in journal.view("redact", None, 1)["entries"]] == ["$2"]
    assert [entry["kind"] for entry in journal.view(None, "@n", 0)["entries"]] == ["ban"]
    assert journal.view(None, None, 0)["last"] == 4


def test_two_different_notices_to_one_person_are_not_doubled() -> None:
    """The same words twice are."""
    journal = Journal()
    for body in ("be kind", "be quiet", "be kind"):
        journal.effect(1, "notice", "@m", room="!r", target="@x", detail=body)
    assert [row["count"] for row in journal.view(None, None, 0)["doubled"]] == [2]


def test_the_script_is_not_written_down() -> None:
    """While it acts, the ledger is quiet."""
    journal = Journal(quiet=1)
    journal.effect(1, "post", "@x")
    assert journal.view(None, None, 0)["entries"] == []


def test_requests_are_forgotten_in_the_end() -> None:
    """The list does not grow without end, and numbering goes on after clearing."""
    journal = filled()
    for number in range(10_001):
        journal.request({"path": str(number)})
    assert len(journal.requests) == 5_001
    journal.clear()
    journal.effect(9, "ban", "@m")
    assert (journal.requests, journal.entries[0].seq) == ([], 5)
