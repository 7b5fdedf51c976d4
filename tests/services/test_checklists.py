"""The checklists that come with the program: whole, in both languages, for every kind."""

from __future__ import annotations

import pytest

from moderator.domain.incident import IncidentKind
from moderator.services.checklists import FOLDER, checklist


@pytest.mark.parametrize("kind", IncidentKind)
def test_every_kind_has_a_list_in_both_languages(kind: IncidentKind) -> None:
    items = checklist(kind)
    assert 3 < len(items) < 9
    for name, words in items:
        assert name.isidentifier() and words["en"].isascii() and not words["ja"].isascii()


def test_no_list_is_left_over() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == {kind.value for kind in IncidentKind}
