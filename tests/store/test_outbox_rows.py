"""What the window shows of the outbox."""

from __future__ import annotations

from moderator.domain.action import ActionKind as K
from moderator.domain.enforcement import EnforcementState as S
from moderator.domain.rows import OutboxCounts
from moderator.services.decide import Decide
from moderator.store.outbox_rows import rows_of
from moderator.store.unit import Store
from tests.helpers.clock import SECOND, FrozenClock
from tests.helpers.fake_platform import FakePlanner
from tests.helpers.scene import Scene


def test_counts_and_rows_leave_out_what_is_settled_and_put_first_what_needs_a_person(
    store: Store, clock: FrozenClock
) -> None:
    scene = Scene(store, clock).build()
    decide = Decide(store, clock, {"fake": FakePlanner()})
    receipts = [
        decide.decide(scene.order(scene.case(), kind, until=clock.now() + 100 * SECOND), scene.actor_id)
        for kind in (K.REMOVE, K.BAN, K.WARN, K.REMOVE)
    ]
    waiting, ban, unknown, settled = (receipt.enforcement_ids[0] for receipt in receipts)
    with store.write() as tx:
        tx.outbox.move(ban, S.WAITING, S.SENDING)
        tx.outbox.move(unknown, S.WAITING, S.SENDING)
        tx.outbox.move(unknown, S.SENDING, S.UNKNOWN)
        tx.outbox.move(settled, S.WAITING, S.CANCELLED)
    with store.read() as reads:
        assert reads.outbox.counts() == OutboxCounts(waiting=1, sending=1, sent=0, refused=0, unknown=1)
        rows = reads.outbox.open_rows(10)
        assert [row.id for row in reads.outbox.open_rows(1)] == [unknown]
        assert rows_of(reads.connection, []) == {}
    assert [row.id for row in rows[:3]] == [unknown, *sorted((waiting, ban))]
    assert (rows[-1].lift, rows[-1].inverse_of) == (True, ban)
    clock.pass_time(100)
    with store.read() as reads:
        assert reads.outbox.counts().waiting == 2  # the end of the ban is due now
