"""Posts from a platform's page to the queue, end to end. Run it alone: `python -m tests.bench.ingest`."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from moderator.domain.community import Item, Page
from moderator.store import opening
from moderator.store.unit import Store
from tests.helpers.deliveries import Intake, post, report

Figure = Mapping[str, object]
POSTS = 20_000
PAGE = 500
GOAL = 3_000  # posts a second, on one core
_KEY = bytes(range(32))
_WORDS = (
    "この前 アップデート から 設定画面 が 開けない のですが 同じ人 いますか the new patch broke my save file again どうしたら いい "
    "ですか 攻略 まとめ spores lantern keeper quest reward"
).split()


class _Clock:
    def now(self) -> int:
        return time.time_ns() // 1000

    def monotonic(self) -> float:
        return time.monotonic()


def deliveries(count: int, seed: int = 1) -> list[Item]:
    """Posts of some 60 characters in two languages; one in fifty breaks a rule, one in a hundred is reported."""
    chance, items = random.Random(seed), []
    for number in range(count):
        text = "".join(chance.choice(_WORDS) + chance.choice(("", " ")) for _ in range(chance.randint(5, 25)))
        if number % 50 == 0:
            text += " coins"
        made = post(f"${number}", text, by=f"@u{chance.randrange(2000)}", at=number // 100, raw=b"{}" * 40)
        items.append(report(f"r{number}", made, by=f"@u{chance.randrange(2000)}") if number % 100 == 7 else made)
    return items


def take_all(intake: Intake, items: Sequence[Item]) -> float:
    """Take every item, page by page; returns items a second."""
    began = time.perf_counter()
    for start in range(0, len(items), PAGE):
        page = Page(tuple(items[start : start + PAGE]), {"at": start})
        intake.ingest.take(intake.community_id, "posts", page)
    return len(items) / (time.perf_counter() - began)


def figures(store: Store, count: int) -> dict[str, Figure]:
    intake, items = Intake(store, _Clock()), deliveries(count)

    def figure(value: float) -> Figure:
        size = f"{count:,} posts"
        return {
            "value": round(value), "unit": "posts/s", "size": size, "baseline": f"{GOAL} posts/s",
            "ratio": round(value / GOAL, 2),
        }  # fmt: skip

    return {"first_time": figure(take_all(intake, items)), "again": figure(take_all(intake, items))}


def bench_ingest(count: int = POSTS) -> dict[str, Figure]:
    with tempfile.TemporaryDirectory() as folder:
        store = opening.open_record(Path(folder), _KEY, _Clock(), owner=True)
        try:
            return figures(store, count)
        finally:
            store.close()


if __name__ == "__main__":
    for name, figure in bench_ingest().items():
        print(f"{name:12} {figure['value']:>8} {figure['unit']}   {figure['ratio']} x {figure['baseline']}")
