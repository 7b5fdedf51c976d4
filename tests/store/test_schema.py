"""Which schemas this program takes."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from moderator.domain.errors import KnownError
from moderator.store import migrations, schema
from moderator.store.tables import meta
from moderator.store.unit import Store
from tests.helpers.clock import FrozenClock


def test_the_newest_fits_and_an_empty_one_does_not() -> None:
    """An older one, or none yet, is brought up by its owner."""
    assert schema.fits(migrations.HEAD)
    assert not schema.fits(None)


def test_a_revision_that_this_program_never_saw_is_refused() -> None:
    """A newer program wrote it."""
    with pytest.raises(KnownError) as caught:
        schema.fits("9999")
    assert caught.value.code == "newer_schema" and "newer" in caught.value.title


def test_a_new_record_has_a_name_of_its_own(store: Store) -> None:
    """And knows when it was made. Bringing it up again changes neither."""
    with store.read() as r:
        before = dict(r.connection.execute(select(meta.c.key, meta.c.value)).all())
    assert len(before["record"]) == 16 and before["made_at"].isdigit()
    schema.upgrade(store.engine, FrozenClock())
    with store.read() as r:
        assert dict(r.connection.execute(select(meta.c.key, meta.c.value)).all()) == before


@pytest.mark.parametrize("error", [schema.behind(), schema.missing()])
def test_each_refusal_says_what_to_do(error: KnownError) -> None:
    """In a sentence that names the step."""
    assert "console once" in error.message
