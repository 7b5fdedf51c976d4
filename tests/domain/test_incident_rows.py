"""What a view of an incident gives away about its links."""

from __future__ import annotations

from moderator.domain.incident import LinkKind
from tests.helpers.sample_incidents import view


def test_links_are_told_apart_by_kind() -> None:
    shown = view(31)
    kinds = [link.kind for kind in LinkKind for link in shown.linked(kind)]
    assert sorted(kinds) == sorted(link.kind for link in shown.links) and len(set(kinds)) > 2
