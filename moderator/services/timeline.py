"""The timeline of an incident on one axis: its own entries, and decisions, guideline versions, what became of the
connections, and hand-overs, each read from where it stands.

`TimelineRow.event` is one of: first_flags, opened, state, severity, title, next, linked, check, outcome, lesson, note,
lead, decided, published, platform, handover. Interfaces make sentences of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from moderator.domain.case import HOUR, MINUTE
from moderator.domain.enforcement import EnforcementState
from moderator.domain.incident import EntryKind
from moderator.domain.incident_rows import Flow, IncidentRow, TimelineKind, TimelineRow
from moderator.rules.links import find_in_folded

if TYPE_CHECKING:
    from moderator.store.incident_view import Entry, Made
    from moderator.store.unit import Reads

TOGETHER = 10 * MINUTE  # decisions of one person and one kind within this are told in one sentence
MOST = 500  # rows of a view, the newest
WIDTHS = (10 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR, 7 * 24 * HOUR, 28 * 24 * HOUR)
BUCKETS = 48
DOMAINS = 10

_OF_KIND = {EntryKind.NOTE: TimelineKind.NOTES, EntryKind.LEAD: TimelineKind.HANDOVERS}


def of(reads: Reads, row: IncidentRow) -> tuple[TimelineRow, ...]:
    """Everything that happened in and around an incident, oldest first."""
    incidents = reads.incidents
    case_ids = incidents.case_ids(row.id)
    flags = incidents.flag_times(case_ids)
    start = min(flags[0] if flags else row.opened_at, row.opened_at)
    end = row.closed_at or reads.now
    around = incidents.around(incidents.community_ids(row.id), start, end)
    rows = [_entry(entry) for entry in incidents.entries(row.id)]
    if flags:
        early = [at for at in flags if at < flags[0] + TOGETHER]
        facts = {"flags": len(early), "places": [name for _, name in row.communities]}
        rows.append(TimelineRow(flags[0], TimelineKind.INCIDENT, "first_flags", facts=facts))
    rows += _decisions(incidents.decisions_of(case_ids))
    rows += [
        TimelineRow(at, TimelineKind.RULES, "published", actor, note, {"community": community, "number": number})
        for at, actor, community, number, note in around.versions
    ]
    rows += [
        TimelineRow(at, TimelineKind.PLATFORMS, "platform", facts={"community": community, **facts})
        for at, community, _, facts in around.platforms
    ]
    rows += [TimelineRow(at, TimelineKind.HANDOVERS, "handover", actor, note) for at, actor, note in around.shifts]
    return tuple(sorted(rows, key=lambda one: one.at)[-MOST:])


def _entry(entry: Entry) -> TimelineRow:
    kind = _OF_KIND.get(entry.kind, TimelineKind.INCIDENT)
    return TimelineRow(
        entry.at, kind, entry.kind.value, entry.actor, entry.text, entry.facts, id=entry.id, corrects=entry.corrects
    )


def _decisions(made: Iterable[Made]) -> list[TimelineRow]:
    """Decisions that one person made alike within a few minutes are one line."""
    groups: list[list[Made]] = []
    open_: dict[tuple[object, ...], list[Made]] = {}
    for one in made:
        key = (one.actor, one.finding, one.guideline_id, one.actions, one.undone)
        group = open_.get(key)
        if group is None or one.at - group[-1].at > TOGETHER:
            group = open_[key] = []
            groups.append(group)
        group.append(one)
    return [_decided(group) for group in groups]


def _decided(group: Sequence[Made]) -> TimelineRow:
    first = group[0]
    states = Counter(state for one in group for state in one.states)
    facts = {
        "finding": first.finding.value,
        "guideline": first.guideline_id,
        "cases": len(group),
        "authors": len({one.author_id for one in group}),
        "undone": first.undone,
        "effects": sum(states.values()),
        "confirmed": states[EnforcementState.CONFIRMED],
        "waiting": states[EnforcementState.WAITING] + states[EnforcementState.SENDING],
        "trouble": states[EnforcementState.REFUSED] + states[EnforcementState.UNKNOWN],
    }
    return TimelineRow(first.at, TimelineKind.DECISIONS, "decided", first.actor, facts=facts, actions=first.actions)


def flow(reads: Reads, row: IncidentRow) -> Flow:
    """Flags in and decisions out from the first flag to the end, in as many buckets as a small chart can show."""
    case_ids = reads.incidents.case_ids(row.id)
    flags = reads.incidents.flag_times(case_ids)
    if not flags:
        return Flow()
    decisions = [made.at for made in reads.incidents.decisions_of(case_ids)]
    last = max(row.closed_at or reads.now, flags[-1], *decisions)
    width = next((width for width in WIDTHS if last - flags[0] < width * BUCKETS), WIDTHS[-1])
    start = max(flags[0], last - width * (BUCKETS - 1)) // width * width
    count = min(BUCKETS, (last - start) // width + 1)

    def filled(times: Sequence[int]) -> tuple[int, ...]:
        found = Counter((at - start) // width for at in times)
        return tuple(found[n] for n in range(count))

    return Flow(start, width, filled(flags), filled(decisions))


def domains(texts: Iterable[str]) -> tuple[str, ...]:
    """The domains that folded texts link to, the most frequent first."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update({link.domain for link in find_in_folded(text) if link.domain})
    return tuple(domain for domain, _ in found.most_common(DOMAINS))
