"""What is next in the outbox, as statements that are made once: they are asked several times a second.

Parameters: `community`, `holder` (who asks), `now`, `far` (no wait but a sanction's reaches so far), `ahead` (no clock of
a colleague goes so far ahead), `decided_after`, `rehearsing` (1 in a rehearsal, else 0), `since` (when it began); times
in µs.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, BindParameter, and_, bindparam, exists, func, or_, select, tuple_

from moderator.domain.action import ResendClass
from moderator.domain.enforcement import EnforcementState
from moderator.store.tables import case, decision, enforcement, post

S = EnforcementState
KEPT = "kept"
"""The code of a waiting row that its moderator kept until the next start."""

_before = enforcement.alias("before_")

# One order for all: two orders, within a case and across cases, can wait for each other in a ring when a clock jumps.
_EARLIER = tuple_(_before.c.decision_id, _before.c.ordinal) < tuple_(enforcement.c.decision_id, enforcement.c.ordinal)

_BLOCKED = exists(
    select(_before.c.id).where(
        _before.c.community_id == enforcement.c.community_id,
        _before.c.state.in_((S.SENDING.value, S.WAITING.value)),  # said once more so that the index finds these few
        _before.c.state.in_([S.WAITING.value, S.SENDING.value]),  # what the index finds; the rest is history
        _before.c.id != enforcement.c.id,
        or_(_before.c.case_id == enforcement.c.case_id, _before.c.author_id == enforcement.c.author_id),
        or_(
            _before.c.state == S.SENDING.value,
            and_(
                _before.c.state == S.WAITING.value,
                _before.c.lift.is_(False),
                _before.c.closing.is_(False),
                _EARLIER,
            ),
        ),
    )
)
"""Something earlier about the same subject is not through yet. Kept order: one subject, one request at a time."""

_sibling = enforcement.alias("sibling")

_NOT_YET_TO_CLOSE = and_(
    enforcement.c.closing.is_(True),
    exists(
        select(_sibling.c.id).where(
            _sibling.c.decision_id == enforcement.c.decision_id,
            _sibling.c.id != enforcement.c.id,
            _sibling.c.lift.is_(False),
            _sibling.c.closing.is_(False),  # several reports of one case do not wait for each other
            _sibling.c.state != S.CONFIRMED.value,
            # what can never be read back has succeeded when the platform took it
            ~and_(_sibling.c.state == S.SENT.value, _sibling.c.resend == ResendClass.ADDITIVE.value),
        )
    ),
)

JOBS = (
    select(
        enforcement,
        decision.c.at.label("decided_at"),
        decision.c.undone_at,
        decision.c.revision,
        func.coalesce(post.c.revision, 0).label("revision_now"),
    )
    .join(decision, decision.c.id == enforcement.c.decision_id)
    .join(case, case.c.id == enforcement.c.case_id)
    .outerjoin(post, and_(case.c.subject == "post", post.c.id == case.c.subject_id))
)
"""An enforcement with what delivery needs to know of its decision and its post."""

ONE = JOBS.where(enforcement.c.id == bindparam("enforcement"))
OF_DECISION = JOBS.where(enforcement.c.decision_id == bindparam("decision")).order_by(enforcement.c.ordinal)

_COMMUNITY = enforcement.c.community_id == bindparam("community")
_NOW: BindParameter[int] = bindparam("now")
_FAR: BindParameter[int] = bindparam("far")

_original = enforcement.alias("original")
_MARK = '%"rehearsed":true%'  # in `result`: taken up by a rehearsal

_REHEARSING: BindParameter[int] = bindparam("rehearsing", 0)
_TAKEN_UP_HERE = or_(_REHEARSING == 0, enforcement.c.result.like(_MARK))
"""In a rehearsal: nothing that may have left for real, for a rehearsal sees every effect as done."""

_OURS_TO_SEND = or_(
    _REHEARSING == 0,
    enforcement.c.result.like(_MARK),
    and_(
        enforcement.c.attempt == 0,
        decision.c.at >= bindparam("since", 0, BigInteger),
        or_(
            enforcement.c.inverse_of.is_(None),
            exists(
                select(_original.c.id).where(_original.c.id == enforcement.c.inverse_of, _original.c.result.like(_MARK))
            ),
        ),
    ),
)
"""In a rehearsal: what was decided in it, and the ends of what it rehearsed. A real sanction's end waits."""

STUCK = (
    JOBS.where(
        _COMMUNITY,
        _TAKEN_UP_HERE,
        enforcement.c.state == S.SENDING.value,
        or_(
            enforcement.c.holder != bindparam("holder"),
            enforcement.c.lease_until.is_(None),
            enforcement.c.lease_until <= _NOW,
            enforcement.c.lease_until > _FAR,  # the clock was set back
        ),
    )
    .order_by(enforcement.c.due_at, enforcement.c.id)
    .limit(1)
)

UNSEEN = (
    JOBS.where(
        _COMMUNITY,
        _TAKEN_UP_HERE,
        enforcement.c.state == S.SENT.value,
        or_(enforcement.c.lease_until <= _NOW, enforcement.c.lease_until > _FAR),
    )
    .order_by(enforcement.c.lease_until, enforcement.c.id)
    .limit(1)
)

DUE = (
    JOBS.where(
        _COMMUNITY,
        enforcement.c.state == S.WAITING.value,
        enforcement.c.code != KEPT,
        or_(
            enforcement.c.due_at <= _NOW,
            # the clock was set back so far that what was decided lies in the future
            and_(enforcement.c.lift.is_(False), decision.c.at > bindparam("ahead")),
            and_(enforcement.c.lift.is_(False), enforcement.c.due_at > _FAR),
        ),
        or_(
            enforcement.c.attempt > 0,
            enforcement.c.lift.is_(True),
            decision.c.at >= bindparam("decided_after"),
        ),
        _OURS_TO_SEND,
        ~_BLOCKED,
        ~_NOT_YET_TO_CLOSE,
    )
    .order_by(enforcement.c.due_at, decision.c.at, enforcement.c.decision_id, enforcement.c.ordinal)
    .limit(1)
)
