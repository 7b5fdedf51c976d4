"""Notice a burst in what came in, and propose an incident with everything gathered; a person takes it up or not.

Four signs: the same text, links to one domain, one author, many distinct members who report in one place. The worker
asks in its tidy rounds; most rounds end after one count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moderator.domain.audit import Event
from moderator.domain.case import HOUR, MINUTE
from moderator.domain.community import Severity
from moderator.domain.incident import Burst, EntryKind, IncidentKind, IncidentState
from moderator.domain.requests import Topic
from moderator.rules.links import find_in_folded
from moderator.services.reading import plain

if TYPE_CHECKING:
    from moderator.store.bursts import Fresh
    from moderator.store.unit import Reads, Store, Tx

WINDOW = 30 * MINUTE
CASES = 5  # of one text, one link, one author
MEMBERS = 8  # distinct members who report in one place
QUIET = 24 * HOUR  # a cause that was settled is not proposed again for so long
ROUND = MINUTE  # not oftener than this
TITLE_CHARACTERS = 80
_AT_RISK = "self_harm"
_IMPERSONATION = "impersonation"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A burst: what made it known, and the cases in it."""

    burst: Burst
    key: str
    name: str
    cases: tuple[Fresh, ...]

    @property
    def cause(self) -> str:
        return f"{self.burst.value}:{self.key}"


class Bursts:
    """One worker's look-out. `detect` is cheap enough for every tidy round."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._looked_at: int | None = None

    def detect(self) -> int:
        """Propose what is new, and add to proposals that nobody settled yet; returns how many proposals were made."""
        with self._store.read() as reads:
            if self._looked_at is not None and 0 <= reads.now - self._looked_at < ROUND:
                return 0
            self._looked_at = reads.now
            since = reads.now - WINDOW
            if reads.bursts.count(since) < CASES and not self._many_report(reads, since):
                return 0
            found = list(_proposals(reads, since))
        if not found:
            return 0
        with self._store.write() as tx:
            return sum(_propose(tx, proposal) for proposal in found)

    @staticmethod
    def _many_report(reads: Reads, since: int) -> bool:
        """Few cases may still hold many reporters: a single post that a whole room reports."""
        fresh = reads.bursts.fresh(since)
        people = reads.bursts.reporters([one.case_id for one in fresh], since)
        return len({person for some in people.values() for person in some}) >= MEMBERS


def _proposals(reads: Reads, since: int) -> Iterator[Proposal]:
    fresh = reads.bursts.fresh(since)
    taken = reads.bursts.linked([one.case_id for one in fresh])
    for proposal in (*_same_text(fresh), *_same_link(fresh), *_same_author(reads, fresh), *_many(reads, fresh, since)):
        news = [one for one in proposal.cases if one.case_id not in taken]
        if news:
            taken |= {one.case_id for one in news}  # one burst, one proposal: the first sign names it
            yield proposal


def _grouped(pairs: Iterable[tuple[object, Fresh]]) -> dict[object, dict[int, Fresh]]:
    found: dict[object, dict[int, Fresh]] = {}
    for key, one in pairs:
        found.setdefault(key, {})[one.case_id] = one
    return found


def _same_text(fresh: Sequence[Fresh]) -> Iterator[Proposal]:
    for key, cases in _grouped((one.digest, one) for one in fresh if one.digest and one.folded.strip()).items():
        if len(cases) >= CASES:
            some = tuple(cases.values())
            yield Proposal(Burst.TEXT, str(key), " ".join(some[0].folded.split())[:TITLE_CHARACTERS], some)


def _same_link(fresh: Sequence[Fresh]) -> Iterator[Proposal]:
    pairs = ((domain, one) for one in fresh for domain in {link.domain for link in find_in_folded(one.folded)})
    for domain, cases in _grouped(pairs).items():
        if domain and len(cases) >= CASES:
            yield Proposal(Burst.LINK, str(domain), str(domain), tuple(cases.values()))


def _same_author(reads: Reads, fresh: Sequence[Fresh]) -> Iterator[Proposal]:
    for author_id, cases in _grouped((one.author_id, one) for one in fresh).items():
        if len(cases) >= CASES and isinstance(author_id, int):
            name = reads.bursts.author_name(author_id)
            yield Proposal(Burst.AUTHOR, str(author_id), name, tuple(cases.values()))


def _many(reads: Reads, fresh: Sequence[Fresh], since: int) -> Iterator[Proposal]:
    people = reads.bursts.reporters([one.case_id for one in fresh], since)
    for place_id, cases in _grouped((one.place_id, one) for one in fresh if one.place_id is not None).items():
        reported = tuple(one for one in cases.values() if one.case_id in people)
        members = {person for one in reported for person in people[one.case_id]}
        if len(members) >= MEMBERS and isinstance(place_id, int):
            yield Proposal(Burst.MEMBERS, str(place_id), reads.bursts.place_name(place_id), reported)


def _propose(tx: Tx, proposal: Proposal) -> bool:
    """Write a proposal, unless its cause is known: then its new cases are added, or it rests for a while."""
    intakes = tx.incidents.intakes([one.case_id for one in proposal.cases])
    known = tx.bursts.standing([proposal.cause], tx.now - QUIET).get(proposal.cause)
    if known is not None:
        incident_id, state = known
        if state in (IncidentState.CLOSED, IncidentState.DISMISSED):
            return False
        fresh = tx.incidents.link_cases(incident_id, intakes, None)
        if fresh:
            tx.incidents.put(incident_id)
            tx.incidents.add_entry(incident_id, EntryKind.LINKED, None, facts={"cases": len(fresh)})
            tx.record(Event("incident.linked", f"incident:{incident_id}", facts={"cases": fresh}))
            tx.touch(Topic.INCIDENTS)
        return False
    incident_id = tx.new_id()
    severity = max((one.severity for one in proposal.cases), default=Severity.MEDIUM)
    kind = _kind(proposal)
    tx.incidents.add(
        id=incident_id, title=plain(proposal.name, TITLE_CHARACTERS), kind=kind, severity=severity,
        state=IncidentState.PROPOSED, cause=proposal.cause,
    )  # fmt: skip
    cases = tx.incidents.link_cases(incident_id, intakes, None)
    tx.record(
        Event(
            "incident.proposed",
            f"incident:{incident_id}",
            facts={"burst": proposal.burst.value, "cases": cases, "severity": severity.value},
            content={"title": proposal.name},
        )
    )
    tx.touch(Topic.INCIDENTS)
    return True


def _kind(proposal: Proposal) -> IncidentKind:
    categories = [one.category for one in proposal.cases]
    if _AT_RISK in categories:
        return IncidentKind.RISK
    if _IMPERSONATION in categories:
        return IncidentKind.IMPERSONATION
    return IncidentKind.OTHER if proposal.burst is Burst.MEMBERS else IncidentKind.SPAM_WAVE
