"""The two doors."""

from __future__ import annotations
from moderator.store.unit import Store
from moderator.domain.audit import Event
from moderator.domain.requests import Topic


def test_smoke(store: Store) -> None:
    with store.write() as tx:
        tx.record(Event("a.b", "x:1", facts={"n": 1}, content={"t": "secret"}))
        tx.touch(Topic.QUEUE, Topic.CASE)
    with store.read() as r:
        assert r.audit.verify() is None
        assert r.audit.head().seq == 1
