"""What every repository leans on."""

from __future__ import annotations

import msgspec
import pytest

from moderator.domain.action import ActionKind, ActionOrder, Scope, Target
from moderator.store.repo import Repository, decode, encode
from moderator.store.unit import Store


def test_a_value_comes_back_as_it_was() -> None:
    """Frozen values, with Japanese and emoji in them."""
    order = ActionOrder(ActionKind.WARN, Scope.PLACE, Target("@a:b", facts={"n": [1, None]}), message="気をつけて 🙏")
    assert decode(encode(order), ActionOrder) == order
    assert "気をつけて" in encode(order)


def test_what_does_not_fit_is_refused() -> None:
    """A stored text of another shape is never read as if it fitted."""
    with pytest.raises(msgspec.ValidationError):
        decode('{"kind": "no such thing"}', ActionOrder)


def test_a_repository_knows_its_database(store: Store) -> None:
    """Where the two differ it can tell."""
    with store.read() as r:
        repository = Repository(r.connection, lambda: 0, lambda: 0)
        assert repository._is_postgres == (store.engine.dialect.name == "postgresql")
