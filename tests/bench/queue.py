"""A queue of a million cases: the first rows, a page anywhere, a count. Run it alone: `python -m tests.bench.queue`."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from moderator.domain.case import MINUTE, rank
from moderator.domain.community import Severity
from moderator.domain.rows import QueueFilter, QueueOrder
from moderator.services.queue import Queue
from moderator.store import opening, tables
from moderator.store.repo import insert_rows
from moderator.store.unit import Store

Figure = Mapping[str, object]
CASES = 1_000_000
GOAL = 150  # ms until the first rows
GOAL_PAGE = 50  # ms for a page that is scrolled to
GOAL_ALL = 2_000  # ms for the whole order, behind the first rows
_KEY = bytes(range(32))
_WORDS = "spores lantern 設定画面 が開けない coins 限定 keeper quest どうしたら まとめ reward patch 馬鹿 攻略".split()


class _Clock:
    def now(self) -> int:
        return time.time_ns() // 1000

    def monotonic(self) -> float:
        return time.monotonic()


def fill(store: Store, cases: int, seed: int = 3) -> None:
    """Put *cases* open and decided cases into an empty store, each with its post and one flag."""
    chance = random.Random(seed)
    with store.write() as tx:
        now = tx.now
        tx.communities.add(id=1, platform="fake", name="Fake", address="https://fake.example")
        tx.communities.add(id=2, platform="fake", name="Small", address="https://small.example")
        insert_rows(tx.connection, tables.place, [_place(1, 1), _place(2, 2)])
        insert_rows(tx.connection, tables.author, [_author(n, now) for n in range(1, 2001)])
    for start in range(0, cases, 20_000):
        numbers = range(start + 1, min(start + 20_000, cases) + 1)
        texts = {n: " ".join(chance.choices(_WORDS, k=8)) for n in numbers}
        with store.write() as tx:
            insert_rows(tx.connection, tables.post, [_post(n, chance, now) for n in numbers])
            insert_rows(tx.connection, tables.revision, [_revision(n, text, now) for n, text in texts.items()])
            insert_rows(tx.connection, tables.case, [_case(n, chance, now) for n in numbers])
            insert_rows(tx.connection, tables.flag, [_flag(n, now) for n in numbers])
            tx.search.put(list(texts.items()))


def _place(place_id: int, community_id: int) -> dict[str, object]:
    return {
        "id": place_id, "community_id": community_id, "native_id": f"#{place_id}", "name": f"room {place_id}",
        "url": "", "encrypted": False, "facts": "{}",
    }  # fmt: skip


def _author(number: int, now: int) -> dict[str, object]:
    return {
        "id": number, "community_id": 1, "native_id": f"@u{number}", "handle": f"@u{number}",
        "display_name": f"User {number}", "url": "", "is_bot": False, "is_staff": False, "status": "active",
        "facts": "{}", "first_seen_at": now,
    }  # fmt: skip


def _post(number: int, chance: random.Random, now: int) -> dict[str, object]:
    return {
        "id": number, "community_id": 1, "place_id": 1, "author_id": chance.randint(1, 2000), "native_id": f"${number}",
        "reply_to": "", "thread": "", "created_at": now - number * 1000, "received_at": now, "revision": 1,
        "version": "1", "state": "visible", "encrypted": False, "language": "ja", "url": "", "attachments": "[]",
    }  # fmt: skip


def _revision(number: int, text: str, now: int) -> dict[str, object]:
    return {
        "post_id": number, "number": 1, "text": text, "folded": text, "cut": False, "digest": bytes(32),
        "folded_digest": number, "at": now,
    }  # fmt: skip


def _case(number: int, chance: random.Random, now: int) -> dict[str, object]:
    severity = Severity(chance.choices((1, 2, 3, 4), (40, 45, 14, 1))[0])
    reporters, opened = chance.randint(0, 6), now - chance.randint(0, 10_000) * MINUTE
    due = opened + 60 * MINUTE
    return {
        "id": number, "community_id": 1 if chance.random() < 0.9 else 2, "place_id": chance.randint(1, 2),
        "subject": "post", "subject_id": number, "author_id": chance.randint(1, 2000),
        "state": chance.choices(("open", "claimed", "escalated", "snoozed", "decided"), (55, 1, 4, 5, 35))[0],
        "severity": severity.value, "veiled": False, "guideline_id": chance.choice(("spam", "kindness", "spoilers")),
        "category": "spam", "language": chance.choice(("ja", "en")), "reporters": reporters, "flags": 1,
        "rule_hits": 1, "opened_at": opened, "due_at": due, "rank": rank(severity, reporters, due), "decisions": 0,
        "context": "", "abilities": "", "context_error": "",
    }  # fmt: skip


def _flag(number: int, now: int) -> dict[str, object]:
    return {
        "id": number, "community_id": 1, "case_id": number, "key": f"rule:spam/coins:1:{number}:1", "source": "rule",
        "category": "spam", "comment": "", "created_at": now, "received_at": now, "revision": 1, "severity": 2,
        "guideline_id": "spam", "rule_id": "coins", "label": "coins", "spans": "[[0,5]]", "native_state": "",
    }  # fmt: skip


def milliseconds(call: Callable[[], object], times: int = 9) -> float:
    """The median of *times* calls."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        took.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(took), 2)


def figures(store: Store, cases: int) -> dict[str, Figure]:
    queue = Queue(store, _Clock())

    def figure(value: float, goal: float = GOAL) -> Figure:
        size = f"{cases:,} cases"
        return {"value": value, "unit": "ms", "size": size, "baseline": f"{goal} ms", "ratio": round(value / goal, 2)}

    began = time.perf_counter()
    queue.ids(QueueFilter(), limit=200)
    cold = (time.perf_counter() - began) * 1000
    found = {"first_ids_cold": figure(round(cold, 2))}
    for name, which, order in (
        ("first_ids", QueueFilter(), QueueOrder.URGENCY),
        ("first_ids_oldest", QueueFilter(), QueueOrder.OLDEST),
        ("first_ids_community", QueueFilter(communities=(2,)), QueueOrder.URGENCY),
        ("first_ids_guideline", QueueFilter(guideline="spoilers"), QueueOrder.URGENCY),
        ("first_ids_severity", QueueFilter(severity=Severity.HIGH), QueueOrder.URGENCY),
        ("first_ids_words", QueueFilter(words="設定画面"), QueueOrder.URGENCY),
        ("first_ids_one_character", QueueFilter(words="馬"), QueueOrder.URGENCY),
        ("first_ids_author", QueueFilter(author="User 77"), QueueOrder.URGENCY),
    ):
        found[name] = figure(milliseconds(lambda which=which, order=order: queue.ids(which, order, 200), 5))
    everything = queue.ids(QueueFilter())
    found["all_ids"] = figure(milliseconds(lambda: queue.ids(QueueFilter()), 3), GOAL_ALL)
    chance, ids, pages = random.Random(4), everything.ids, []
    for _ in range(100):
        at = chance.randrange(max(len(ids) - 128, 1))
        began = time.perf_counter()
        queue.rows(ids[at : at + 128])
        pages.append((time.perf_counter() - began) * 1000)
    found["page_of_128"] = figure(round(statistics.median(pages), 2), GOAL_PAGE)
    found["page_of_128_p99"] = figure(round(sorted(pages)[98], 2), GOAL_PAGE)
    return found


def bench_queue(cases: int = CASES) -> dict[str, Figure]:
    with tempfile.TemporaryDirectory() as folder:
        store = opening.open_record(Path(folder), _KEY, _Clock(), owner=True)
        try:
            fill(store, cases)
        finally:
            store.close()
        store = opening.open_record(Path(folder), _KEY, _Clock(), owner=False)
        try:
            return figures(store, cases)
        finally:
            store.close()


if __name__ == "__main__":
    for name, figure in bench_queue().items():
        print(f"{name:28} {figure['value']:>12} {figure['unit']}   {figure['ratio']} x {figure['baseline']}")
