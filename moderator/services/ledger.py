"""The transactions of delivery: who holds which request, what the platform said, what was read back.

Each is one write door. A worker that was fenced off meanwhile (another one took the row over: its number is higher)
changes nothing.
"""

from __future__ import annotations

import enum
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

from moderator import faults
from moderator.domain import caps
from moderator.domain.action import ActionKind, Outcome, OutcomeKind, ReadBack, ResendClass, Step, Verdict
from moderator.domain.audit import Event
from moderator.domain.enforcement import EnforcementState
from moderator.domain.errors import KnownError
from moderator.domain.requests import Topic
from moderator.services import effects, standing

if TYPE_CHECKING:
    from moderator.store.outbox import Job
    from moderator.store.unit import Store, Tx

log = logging.getLogger(__name__)

S = EnforcementState
SECOND = 1_000_000
SENDING_SECONDS = 2 * caps.REQUEST_SECONDS  # longer than any request may take
LOOKS = 4  # how often an accepted effect is looked for before a person is asked
FRESH_SECONDS = 600  # so long what waits over a start waits for fresh posts; then what is stored has to do
KEPT_SECONDS = 12 * 3600  # "until the next start", where no next start comes
RELEASED = "released"
BLIND_LOOKS = 19  # about an hour of looks, while the platform answers other things and does not show this one
LONGEST_PAUSE_SECONDS = 300
_STANDS = (Verdict.DONE, Verdict.DONE_BY_OTHER)
_NOTHING_TO_TAKE_BACK = (S.CANCELLED, S.REFUSED, S.UNDONE)


class Phase(enum.Enum):
    SEND = "send"
    LIFT = "lift"  # the planned end of a sanction: look at the sanction first
    RECOVER = "recover"  # may or may not have left: look first
    LOOK = "look"  # the platform took it: look whether it stands
    REFUSED = "refused"  # somebody may have been faster: look before believing it


def pause(times: int) -> int:
    """1, 2, 4 … seconds, at most five minutes; in µs."""
    return min(1 << min(max(times, 0), 12), LONGEST_PAUSE_SECONDS) * SECOND


class Ledger:
    """*began* (µs) is the start of this run: older decisions are compared with the post before they are sent.

    A rehearsal (*rehearsing*) takes up only what was decided in it: real rows wait for its end.
    """

    def __init__(self, store: Store, community_id: int, holder: str, *, began: int, rehearsing: bool = False) -> None:
        self._store = store
        self._community_id = community_id
        self._holder = holder
        self._began = began
        self._rehearsing = rehearsing
        self._rehearsed_since: int | None = None
        self.posts_are_fresh = False
        self.answers = 0  # what the platform answered in this run
        self._answers_at_look: dict[int, int] = {}  # of rows that could not be seen

    def release_kept(self, all_of_it: bool = True) -> None:
        """Give what was kept a new grace: all of it at a start; else what lies for half a day, or whose keeper began
        a shift since. It is compared with its post before it is sent."""
        with self._store.read() as reads:
            before = None if all_of_it else reads.now - KEPT_SECONDS * SECOND
            if not reads.outbox.kept(self._community_id, before):
                return
        with self._store.write() as tx:
            ids = tx.outbox.kept(self._community_id, before)
            if ids:
                tx.outbox.set_waiting(ids, due_at=tx.now + caps.GRACE_SECONDS * SECOND, code=RELEASED)
                tx.record(Event("outbox.released", f"community:{self._community_id}", facts={"enforcements": ids}))
                tx.touch(Topic.OUTBOX)
            faults.point("ledger.release_kept.commit")

    # --- choosing ----------------------------------------------------------------------------------------------------

    def claim(self) -> tuple[Phase, Job] | None:
        """The next thing to do, already ours: what may have left, then what must be looked at, then what is due.

        None also when another worker holds the community by now: this one stood still and does not know it yet.
        """
        with self._store.read() as reads:  # an idle outbox writes nothing
            self._wait_for_posts(reads.now)
            if self._rehearsing:
                self._rehearsed_since = reads.outbox.rehearsal_began(self._community_id)
            reads.outbox.rehearsed_since = self._rehearsed_since
            if not reads.outbox.anything(self._community_id, self._holder, self._decided_after):
                return None
        with self._store.write() as tx:
            claimed = self._choose(tx) if self._is_ours(tx) else None
            faults.point("ledger.claim.commit")
        return claimed

    def _is_ours(self, tx: Tx) -> bool:
        lease = tx.leases.get(f"community:{self._community_id}")
        return lease is None or lease.holder == self._holder

    def _choose(self, tx: Tx) -> tuple[Phase, Job] | None:
        tx.outbox.rehearsed_since = self._rehearsed_since
        stuck = tx.outbox.stuck(self._community_id, self._holder)
        if stuck is not None:
            return Phase.RECOVER, self._take(tx, stuck, new_number=stuck.holder != self._holder)
        unseen = tx.outbox.unseen(self._community_id)
        if unseen is not None:
            return Phase.LOOK, self._take(tx, unseen, new_number=False)
        while (job := tx.outbox.due(self._community_id, self._decided_after)) is not None:
            if self._needless(tx, job):
                effects.cancel(tx, job)
                effects.reopen_when_undone(tx, job.decision_id)
            elif self._another_stands(tx, job):
                self._leave_standing(tx, job)
            elif self._changed_since(job):
                self._ask_person(tx, job, "post_changed")
            elif job.lift and "approved_by" not in job.result:
                return Phase.LIFT, job
            else:
                return Phase.SEND, self._mark_sending(tx, job)
        return None

    def _wait_for_posts(self, now: int) -> None:
        """A platform whose posts cannot be read holds nothing up for ever; a clock that was set back neither."""
        if not 0 <= now - self._began < FRESH_SECONDS * SECOND:
            self.posts_are_fresh = True

    @property
    def _decided_after(self) -> int:
        return 0 if self.posts_are_fresh else self._began

    @staticmethod
    def _needless(tx: Tx, job: Job) -> bool:
        if job.inverse_of is None:
            return job.undone
        original = tx.outbox.job(job.inverse_of)
        return original is None or original.state in _NOTHING_TO_TAKE_BACK

    @staticmethod
    def _another_stands(tx: Tx, job: Job) -> bool:
        """Whether what *job* would end has to stay for another decision."""
        original = None if job.inverse_of is None else tx.outbox.job(job.inverse_of)
        if original is None:
            return False
        return standing.stays_until_after(tx, original) if job.lift else standing.stays_now(tx, original)

    @staticmethod
    def _leave_standing(tx: Tx, job: Job) -> None:
        effects.cancel(tx, job, code=standing.ANOTHER_STANDS)
        if not job.lift and job.inverse_of is not None:
            effects.original_undone(tx, job.inverse_of, code=standing.ANOTHER_STANDS)

    def _changed_since(self, job: Job) -> bool:
        waited = job.decided_at < self._began or job.code == RELEASED
        waited_over_a_start = job.attempt == 0 and waited and not job.lift
        return waited_over_a_start and "approved_by" not in job.result and job.revision != job.revision_now

    @staticmethod
    def _ask_person(tx: Tx, job: Job, code: str) -> None:
        tx.outbox.move(job.id, S.WAITING, S.REFUSED, values={"code": code})
        effects.tell(tx, job, S.REFUSED, code=code)

    def _mark_sending(self, tx: Tx, job: Job) -> Job:
        taken = self._take(tx, job, new_number=True, after=S.SENDING)
        effects.tell(tx, taken, S.SENDING)
        return taken

    def _take(self, tx: Tx, job: Job, *, new_number: bool, after: EnforcementState | None = None) -> Job:
        """Make a row ours. With a new number, whoever had it before can change nothing any more."""
        attempt = job.attempt + new_number
        mine = {
            "attempt": attempt,
            "holder": self._holder,
            "lease_until": tx.now + SENDING_SECONDS * SECOND,
            "result": self._marked(job.result) if after else job.result,
        }
        tx.outbox.move(job.id, job.state, after or job.state, values=mine)
        return _again(tx, job)

    def _marked(self, result: Mapping[str, object]) -> dict[str, object]:
        """Whether it is rehearsed is written down before it is sent: a crash must not make it look real."""
        plain = {name: value for name, value in result.items() if name != "rehearsed"}
        return plain | ({"rehearsed": True} if self._rehearsing else {})

    def is_real_in_rehearsal(self, job: Job) -> bool:
        """Whether a rehearsal can say nothing about it."""
        return self._rehearsing and not job.result.get("rehearsed")

    # --- the end of a timed sanction ---------------------------------------------------------------------------------

    def sanction(self, job: Job) -> Step:
        """The request whose effect *job* ends."""
        return self.find(job.inverse_of or 0).step

    def lift(self, job: Job, seen: ReadBack) -> Job | None:
        """Our sanction stands unchanged: mark its end as being sent. Else somebody else had a hand in it: ask."""
        with self._store.write() as tx:
            marked = None
            job = _again(tx, job)
            waits = job.state is S.WAITING and self._is_ours(tx)
            if waits and self._another_stands(tx, job):
                self._leave_standing(tx, job)
            elif waits:
                arrived_late = job.attempt > 0 and seen.verdict is Verdict.NOT_DONE  # ours, of an earlier try
                if seen.verdict is Verdict.DONE or arrived_late:
                    marked = self._mark_sending(tx, job)
                elif seen.verdict is Verdict.CANNOT_TELL:
                    tx.outbox.set_waiting([job.id], due_at=tx.now + pause(5))
                else:
                    self._ask_person(tx, job, "sanction_changed")
            faults.point("ledger.lift.commit")
        return marked

    # --- what the platform said --------------------------------------------------------------------------------------

    def record(self, job: Job, outcome: Outcome) -> tuple[Phase, Job] | None:
        """Write down what the platform said; returns how to look at the effect, or None when there is none."""
        with self._store.write() as tx:
            phase = self._take_in(tx, job, outcome) if self._holds(tx, job) else None
            following = None if phase is None else (phase, _again(tx, job))
            faults.point("ledger.record.commit")
        return following

    def _take_in(self, tx: Tx, job: Job, outcome: Outcome) -> Phase | None:
        said: dict[str, object] = {"code": outcome.code, "text": outcome.text}
        match outcome.kind:
            case OutcomeKind.DONE | OutcomeKind.ALREADY:
                said |= {"sent_at": tx.now, "lease_until": tx.now, "result": {**job.result, **outcome.result}}
                self._move(tx, job, S.SENT, said)
                effects.accepted(tx, job)
                return Phase.LOOK
            case OutcomeKind.UNKNOWN:
                return Phase.RECOVER
            case OutcomeKind.REFUSED:
                return Phase.REFUSED
            case OutcomeKind.GONE if job.kind is ActionKind.REMOVE or job.closing:  # what was to go is gone
                self._confirm(tx, job, ReadBack(Verdict.DONE_BY_OTHER), said)
            case OutcomeKind.GONE:
                self._refuse(tx, job, said)
            case OutcomeKind.LIMITED:
                latest = tx.now + caps.RETRY_AFTER_SECONDS * SECOND
                self._wait(tx, job, min(outcome.retry_at or tx.now + SECOND, latest), said)
            case OutcomeKind.UNAUTHORISED:
                self._wait(tx, job, tx.now, said)
            case OutcomeKind.NOT_SENT:
                self._wait(tx, job, tx.now + pause(job.attempt), said)
        return None

    # --- what was read back ------------------------------------------------------------------------------------------

    def seen(self, phase: Phase, job: Job, seen: ReadBack, outcome: Outcome | None) -> None:
        with self._store.write() as tx:
            if not self._holds(tx, job):
                log.info("enforcement %d is another worker's by now", job.id)
            elif seen.verdict in _STANDS:
                self._confirm(tx, job, seen)
            elif phase is Phase.REFUSED and outcome is not None:
                self._refuse(tx, job, {"code": outcome.code, "text": outcome.text})
            elif phase is Phase.LOOK:
                self._not_shown(tx, job, seen)
            else:
                self._not_known(tx, job, seen)
            faults.point("ledger.seen.commit")

    def _not_known(self, tx: Tx, job: Job, seen: ReadBack) -> None:
        """It may have left. Never a second time without knowing, unless a second time is harmless."""
        if job.step.resend is ResendClass.ADDITIVE:
            self._move(tx, job, S.UNKNOWN, {"code": "outcome_unknown", "lease_until": None})
        elif seen.verdict is Verdict.NOT_DONE:
            self._wait(tx, job, tx.now, {})
        elif self._stays_hidden(job):
            self._move(tx, job, S.UNKNOWN, {"code": "outcome_unknown", "lease_until": None})
        else:
            self._look_later(tx, job, blind=True)

    def _not_shown(self, tx: Tx, job: Job, seen: ReadBack) -> None:
        """The platform took it, but does not show it (yet)."""
        blind = seen.verdict is Verdict.CANNOT_TELL and not _additive(job)
        if _number(job, "looks") < LOOKS or (blind and not self._stays_hidden(job)):
            self._look_later(tx, job, blind=blind)
        elif _additive(job):  # accepted, and nothing more can be known: it stays `sent`
            tx.outbox.move(job.id, S.SENT, S.SENT, values={"lease_until": None})
        else:
            self._move(tx, job, S.UNKNOWN, {"code": "not_shown", "lease_until": None})

    def _stays_hidden(self, job: Job) -> bool:
        """Whether the platform, which answers otherwise, did not show this in so many looks. One that is away as a
        whole may take its time."""
        return _number(job, "blind") >= BLIND_LOOKS

    def _look_later(self, tx: Tx, job: Job, *, blind: bool = False) -> None:
        looks, blinds = _number(job, "looks"), _number(job, "blind")
        counted: dict[str, object] = {"looks": looks + 1}
        if blind and self.answers > self._answers_at_look.get(job.id, 0):
            counted["blind"] = blinds + 1
        self._answers_at_look[job.id] = self.answers
        later = {"lease_until": tx.now + pause(looks), "result": {**job.result, **counted}}
        tx.outbox.move(job.id, job.state, job.state, values=later)

    def find(self, enforcement_id: int) -> Job:
        with self._store.read() as reads:
            job = reads.outbox.job(enforcement_id)
        if job is None:
            raise KnownError("This step is not known", "Look at the case again.", code="no_step")
        return job

    def found(self, job: Job, seen: ReadBack) -> None:
        """A person asked to look, and the effect stands."""
        with self._store.write() as tx:
            job = _again(tx, job)
            if job.state in (S.UNKNOWN, S.SENT):
                self._confirm(tx, job, seen)
            faults.point("ledger.found.commit")

    # --- moves -------------------------------------------------------------------------------------------------------

    @staticmethod
    def _holds(tx: Tx, job: Job) -> bool:
        now = _again(tx, job)
        return (now.attempt, now.holder, now.state) == (job.attempt, job.holder, job.state)

    @staticmethod
    def _move(tx: Tx, job: Job, after: EnforcementState, values: dict[str, object]) -> None:
        tx.outbox.move(job.id, job.state, after, attempt=job.attempt, values=values)
        effects.tell(tx, job, after, code=values.get("code", ""))

    def _confirm(self, tx: Tx, job: Job, seen: ReadBack, said: dict[str, object] | None = None) -> None:
        by_other = seen.verdict is Verdict.DONE_BY_OTHER
        result = {**job.result, **seen.result, **({"by": seen.by} if seen.by else {})}
        values = {**(said or {}), "confirmed_at": tx.now, "by_other": by_other, "lease_until": None, "result": result}
        if job.state is S.SENDING:
            effects.accepted(tx, job)
        self._move(tx, job, S.CONFIRMED, values)
        effects.confirmed(tx, job, real="rehearsed" not in seen.result)

    def _refuse(self, tx: Tx, job: Job, said: dict[str, object]) -> None:
        self._move(tx, job, S.REFUSED, {**said, "lease_until": None})
        self._drop_if_undone(tx, job)

    def _wait(self, tx: Tx, job: Job, due_at: int, said: dict[str, object]) -> None:
        self._move(tx, job, S.WAITING, {**said, "due_at": due_at, "lease_until": None})
        self._drop_if_undone(tx, job)

    @staticmethod
    def _drop_if_undone(tx: Tx, job: Job) -> None:
        """Its decision was taken back while it was on its way, and it did not arrive: nothing is left to do."""
        now = _again(tx, job)
        if now.undone and now.inverse_of is None:
            effects.cancel(tx, now)
            effects.reopen_when_undone(tx, now.decision_id)


def _again(tx: Tx, job: Job) -> Job:
    now = tx.outbox.job(job.id)
    if now is None:
        raise KnownError("This step is not known", "Look at the case again.", code="no_step")
    return now


def _number(job: Job, name: str) -> int:
    found = job.result.get(name, 0)
    return found if isinstance(found, int) else 0


def _additive(job: Job) -> bool:
    return job.step.resend is ResendClass.ADDITIVE
