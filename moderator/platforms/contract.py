"""The suite that every connector passes: what the house relies on, checked against a server that can misbehave.

A connector's tests bring a `Bench` (a stateful server, real or small, with a way to set scenes, to misbehave and to
count effects) and run every check of `READING` and, for each action of the platform, every check of `ACTING`:

    for check in contract.READING: asyncio.run(check(bench))
    for check in contract_acting.ACTING: for kind in bench.can: asyncio.run(check(bench, kind))

A check that fails raises `Broken` with a sentence.
"""

from __future__ import annotations

import enum
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from moderator.domain.action import (
    ActionKind,
    ActionOrder,
    Target,
)
from moderator.domain.community import BadItem, FlagGone, FlagIn, Item, Page, PostGone, PostIn, PostState
from moderator.ports import Connector, Planner, PlatformError, PlatformGone, PlatformLimited, PlatformRefused

PAGES = 60
IMPATIENT = 0.5  # seconds that a connector waits where a server is to be late
HOSTILE_TEXTS = (
    "こんにちは、皆さん。お元気ですか？🍵",
    "👩‍👩‍👧‍👦🏳️‍🌈 emoji families",
    "שלום עולם \u202egnp.exe\u202c مرحبا",
    "z̷̢̛̙͚͇̮̙͖͎͗̈́a̸l̶g̷o̸",
    "<b onclick=alert(1)>&lt;tag&gt;</b> [link](javascript:1)",
    "null\u2028line\u2029paragraph\ttab",
    "長い" * 10_000,
    '=HYPERLINK("http://x")',
)


class Broken(AssertionError):
    """A connector does not keep the contract."""


class Fault(enum.Enum):
    """How a server fails. BEFORE: it has had no effect; AFTER: it has."""

    DROP_BEFORE = "drop before"
    DROP_AFTER = "drop after"
    ERROR_BEFORE = "server error before"
    ERROR_AFTER = "server error after"
    LATE = "answered later than anybody waits, after the effect"
    HALF = "half answered, after the effect"
    NONSENSE = "no JSON, after the effect"
    GATE = "a page of HTML from a gate in between, after the effect"
    LIMITED = "limited"
    UNAUTHORISED = "unauthorised"
    REFUSED = "refused"
    GONE = "gone"
    REDIRECT = "redirected, before"
    WRONG_TYPES = "wrong types"
    MISSING_FIELDS = "missing fields"
    EXTRA_FIELDS = "unknown fields"
    HUGE = "huge"
    BOMB = "compressed bomb"
    DEEP = "nested without end"
    REVERSED = "in another order"
    REPEATED = "the page before once more"


UNHURT = (Fault.EXTRA_FIELDS, Fault.REVERSED, Fault.REPEATED)
"""What a reader takes without losing anything in that very call."""

HOSTILE = (
    Fault.WRONG_TYPES, Fault.MISSING_FIELDS, Fault.HUGE, Fault.BOMB, Fault.DEEP, Fault.NONSENSE, Fault.HALF, Fault.GATE,
    Fault.DROP_BEFORE, Fault.DROP_AFTER, Fault.ERROR_BEFORE, Fault.LATE, Fault.REDIRECT,
)  # fmt: skip

FLAGS, FLAG, POSTS, HISTORY, CONTEXT = "flags", "flag", "posts", "history", "context"
"""What a fault may be about, besides an action: a list of flags, one flag, new posts, a place's history, a context."""


@dataclass(frozen=True, slots=True)
class Seed:
    """A post that stands on the server."""

    place: str
    post: str
    author: str


class Bench(Protocol):
    """A server for one check: fresh, stateful, with our account able to do everything in `can`."""

    planner: Planner
    can: frozenset[ActionKind]
    reads_back: frozenset[ActionKind]

    def connector(self, *, seconds: float = 5.0, good_token: bool = True, reachable: bool = True) -> Connector: ...

    async def post(self, author: str, text: str) -> Seed:
        """Let a member of this name post; whoever is not there yet comes in first."""

    async def edit(self, seed: Seed, text: str) -> None: ...

    async def delete(self, seed: Seed, *, by_author: bool) -> None:
        """Let the post vanish without us: its author's doing, or that of another moderator of the platform."""

    async def flag(self, seed: Seed, reporter: str, comment: str) -> str: ...

    async def unflag(self, flag: str) -> None: ...

    async def misbehave(self, fault: Fault, about: str | ActionKind, times: int = 1) -> None:
        """Fail the next *times* requests of this kind; -1 for all."""

    async def behave(self) -> None: ...

    async def prepare(self, kind: ActionKind, target: Target) -> None:
        """Bring the subject where *kind* makes sense, e.g. ban somebody who is to be unbanned."""

    async def done_by_another(self, kind: ActionKind, target: Target) -> None: ...

    async def effects(self, kind: ActionKind, target: Target) -> int:
        """How often the effect came about by our account."""


def must(holds: bool, sentence: str, *shown: object) -> None:
    if not holds:
        raise Broken(": ".join([sentence, *(repr(one)[:300] for one in shown)]))


# --- reading ------------------------------------------------------------------------------------------------------------

Take = Callable[[dict[str, object] | None], Awaitable[Page]]


async def drain(
    take: Take, cursor: dict[str, object] | None = None, calls: int = 1
) -> tuple[list[Item], dict[str, object]]:
    """Read until there is no more, *calls* times; the cursor goes through JSON, as the store keeps it."""
    items: list[Item] = []
    for _ in range(calls):
        for _ in range(PAGES):
            page = await take(cursor)
            items += page.items
            cursor = json.loads(json.dumps(dict(page.cursor)))
            if not page.more:
                break
        else:
            raise Broken("a reader never comes to an end")
    assert cursor is not None
    return items, cursor


def _posts(connector: Connector) -> Take:
    return lambda cursor: connector.list_posts(cursor, 0.0)


def _flags(items: Sequence[Item]) -> set[str]:
    return {item.native_id for item in items if isinstance(item, FlagIn)}


def _ids(items: Sequence[Item]) -> set[str]:
    return {item.native_id for item in items if isinstance(item, PostIn)}


async def connection_is_described(bench: Bench) -> None:
    """A check of the connection says who we are; a wrong token is refused, an absent server is down."""
    connector = bench.connector()
    info = await connector.connect()
    must(bool(info.account and info.server and info.server_version), "the connection does not say who and where", info)
    must(all(isinstance(held, bool) for held in info.rights.values()), "a right is neither held nor not", info.rights)
    await connector.close()
    for other, kind in (
        (bench.connector(good_token=False), PlatformRefused),
        (bench.connector(reachable=False), PlatformError),
    ):
        try:
            await other.connect()
        except kind as error:
            must(bool(error.title and error.message and error.code), "the error does not say what to do", error)
        else:
            raise Broken(f"no {kind.__name__} from a connection that cannot be")
        await other.close()


async def flags_arrive_with_everything(bench: Bench) -> None:
    """Each report arrives once with its post, its reporter and its words, in any script."""
    connector = bench.connector()
    expected = {}
    for text in HOSTILE_TEXTS:
        seed = await bench.post("bob", text)
        expected[await bench.flag(seed, "carol", text[:200])] = (seed, text)
    items, cursor = await drain(connector.list_flags)
    must(_flags(items) == set(expected), "not every flag arrived once", _flags(items) ^ set(expected))
    must(len(items) == len(expected), "something arrived twice in one reading", len(items))
    for item in items:
        assert isinstance(item, FlagIn)
        seed, text = expected[item.native_id]
        must(item.post is not None and item.post.text == text, "the text changed on its way", item.post)
        must(item.post is not None and item.post.native_id == seed.post, "another post is flagged", item)
        must(item.author.native_id == seed.author, "somebody else is flagged", item)
        must(item.comment == text[:200], "the reporter's words changed", item.comment)
        must(item.reporter is not None and "carol" in item.reporter.native_id, "the reporter is lost", item.reporter)
        must(bool(item.raw), "the report was not kept as it came", item)
    again, _ = await drain(connector.list_flags, cursor)
    must(not again, "flags arrived again after they were taken", again)
    await connector.close()


async def flags_survive_a_moving_list(bench: Bench) -> None:
    """Reports vanish and come while the list is read: none is lost, none is told gone that stands."""
    connector = bench.connector()
    seed = await bench.post("bob", "text")
    flags = [await bench.flag(seed, "carol", str(number)) for number in range(70)]
    page = await connector.list_flags(None)
    items, cursor = list(page.items), dict(page.cursor)
    for flag in flags[:20]:
        await bench.unflag(flag)
    flags += [await bench.flag(seed, "carol", f"late {number}") for number in range(10)]
    more, _ = await drain(connector.list_flags, cursor, calls=4)
    items += more
    gone = {item.native_id for item in items if isinstance(item, FlagGone)}
    must(_flags(items) >= set(flags[20:]), "a flag was lost", set(flags[20:]) - _flags(items))
    must(gone <= set(flags[:20]), "a flag that stands was told gone", gone - set(flags[:20]))
    must(gone >= _flags(items) & set(flags[:20]), "a flag that vanished was not told gone", gone)
    await connector.close()


async def a_vanished_flag_needs_two_looks(bench: Bench) -> None:
    """One answer without a report is no proof that it is gone."""
    connector = bench.connector()
    seed = await bench.post("bob", "text")
    first, second = await bench.flag(seed, "carol", "1"), await bench.flag(seed, "alice", "2")
    _, cursor = await drain(connector.list_flags)
    await bench.unflag(first)
    page = await connector.list_flags(cursor)
    must(not any(isinstance(item, FlagGone) for item in page.items), "told gone after one look", page.items)
    items, cursor = await drain(connector.list_flags, dict(page.cursor), calls=2)
    gone = [item.native_id for item in items if isinstance(item, FlagGone)]
    must(gone == [first], "not exactly the vanished flag was told gone, once", gone, second)
    await connector.close()


async def the_same_page_twice_is_harmless(bench: Bench) -> None:
    """After a crash the old cursor is used again: the same things come, with the same ids."""
    connector = bench.connector()
    seed = await bench.post("bob", "一")
    await bench.flag(seed, "carol", "x")
    _, posts_cursor = await drain(_posts(connector))
    await bench.post("carol", "二")
    flags, posts = [], []
    for _ in range(2):
        flags.append(_flags((await drain(connector.list_flags))[0]))
        posts.append(_ids((await drain(_posts(connector), posts_cursor))[0]))
    must(flags[0] == flags[1] and len(flags[0]) == 1, "flags differ when read twice", flags)
    must(posts[0] == posts[1] and len(posts[0]) == 1, "posts differ when read twice", posts)
    await connector.close()


async def posts_arrive_whole(bench: Bench) -> None:
    """New posts arrive with their text in any script, who wrote them, and where."""
    connector = bench.connector()
    await bench.post("bob", "before")
    _, cursor = await drain(_posts(connector))
    texts = {(await bench.post("bob", text)).post: text for text in HOSTILE_TEXTS}
    items, cursor = await drain(_posts(connector), cursor)
    found = {item.native_id: item for item in items if isinstance(item, PostIn)}
    must(set(found) == set(texts), "not every post arrived once", set(found) ^ set(texts))
    for native_id, text in texts.items():
        must(found[native_id].text == text, "the text changed on its way", found[native_id].text)
        must("bob" in found[native_id].author.native_id, "another author", found[native_id].author)
        must(
            bool(found[native_id].place.native_id and found[native_id].created_at), "no place or time", found[native_id]
        )
    items, _ = await drain(_posts(connector), cursor)
    must(not items, "posts arrived again", items)
    await connector.close()


async def a_burst_leaves_no_gap(bench: Bench) -> None:
    """More posts than one answer holds: all of them arrive."""
    connector = bench.connector()
    await bench.post("bob", "before")
    _, cursor = await drain(_posts(connector))
    sent = {(await bench.post(("alice", "bob", "carol")[number % 3], f"burst {number}")).post for number in range(230)}
    items, _ = await drain(_posts(connector), cursor)
    must(_ids(items) == sent, "posts were lost in a burst", len(sent - _ids(items)))
    await connector.close()


async def an_edit_is_a_new_version_and_a_removal_is_told(bench: Bench) -> None:
    """The same post with another version and text; gone, by its author or by another, with who it was."""
    connector = bench.connector()
    first, second = await bench.post("bob", "原文"), await bench.post("bob", "two")
    items, cursor = await drain(_posts(connector))
    versions = {item.native_id: item.version for item in items if isinstance(item, PostIn)}
    await bench.edit(first, "書き直し")
    items, cursor = await drain(_posts(connector), cursor)
    edited = [item for item in items if isinstance(item, PostIn) and item.native_id == first.post]
    must(bool(edited) and edited[-1].text == "書き直し", "the edit did not arrive", items)
    must(edited[-1].version != versions.get(first.post), "an edited post has the old version", edited[-1])
    must(_ids(items) <= {first.post}, "an edit made another post", items)
    await bench.delete(first, by_author=True)
    await bench.delete(second, by_author=False)
    items, _ = await drain(_posts(connector), cursor)
    gone = {item.native_id: item.state for item in items if isinstance(item, PostGone)}
    wanted = {first.post: PostState.DELETED_BY_AUTHOR, second.post: PostState.REMOVED}
    must({key: gone.get(key) for key in wanted} == wanted, "removals were not told, or not by whom", gone)
    await connector.close()


async def a_hostile_list_of_flags_is_survived(bench: Bench, fault: Fault) -> None:
    """Whatever comes instead of a list or a report: bounded, told, and read whole the next time."""
    await _hostile(bench, fault, lambda connector: connector.list_flags, (FLAGS, FLAG))


async def hostile_posts_are_survived(bench: Bench, fault: Fault) -> None:
    """Whatever comes instead of posts: bounded, told, and read whole the next time."""
    await _hostile(bench, fault, _posts, (POSTS,))


async def _hostile(bench: Bench, fault: Fault, reader: Callable[[Connector], Take], abouts: Sequence[str]) -> None:
    connector = bench.connector(seconds=IMPATIENT)
    seed = await bench.post("bob", "first")
    flag = await bench.flag(seed, "carol", "x")
    await connector.connect()
    for about in abouts:
        await bench.misbehave(fault, about, -1)
        began = time.monotonic()
        found: list[Item] = []
        try:
            found = list((await reader(connector)(None)).items)
        except PlatformError as error:
            must(bool(error.title and error.message and error.code), "the error does not say what to do", error)
        must(time.monotonic() - began < 30, f"{fault.value}: it took too long")
        for item in found:
            must(not isinstance(item, BadItem) or bool(item.reason), "set aside without a reason", item)
        await bench.behave()
        items, _ = await drain(reader(connector))
        must(flag in _flags(items) or seed.post in _ids(items), f"{fault.value}: lost for ever", items)
    await connector.close()


async def another_order_and_more_fields_change_nothing(bench: Bench, fault: Fault) -> None:
    """A page in another order, the same page again, members nobody knows: nothing is lost, nothing set aside."""
    connector = bench.connector()
    seeds = [await bench.post("bob", f"post {number}") for number in range(5)]
    flags = {await bench.flag(seed, "carol", "x") for seed in seeds}
    await bench.misbehave(fault, FLAGS, -1)
    await bench.misbehave(fault, POSTS, 1)
    items, _ = await drain(connector.list_flags)
    must(_flags(items) == flags, f"{fault.value}: flags lost", flags - _flags(items))
    posts, _ = await drain(_posts(connector))
    bad = [item for item in [*items, *posts] if isinstance(item, BadItem)]
    must(not bad, f"{fault.value}: set aside", bad)
    must(_ids(posts) == {seed.post for seed in seeds}, f"{fault.value}: posts lost", posts)
    await bench.behave()
    await connector.close()


async def reading_heeds_limits_and_refusals(bench: Bench) -> None:
    """Limited: with the moment of the next try. Unauthorised: a person is needed."""
    for about, reader in ((FLAGS, lambda c: c.list_flags), (POSTS, _posts)):
        for fault, kind in ((Fault.LIMITED, PlatformLimited), (Fault.UNAUTHORISED, PlatformRefused)):
            connector = bench.connector()
            await connector.connect()
            await bench.misbehave(fault, about, -1)
            try:
                await reader(connector)(None)
            except kind as error:
                must(not isinstance(error, PlatformLimited) or error.retry_at > 0, "limited without an end", error)
            else:
                raise Broken(f"{fault.value} was overlooked")
            await bench.behave()
            await connector.close()


async def context_and_author_are_shown(bench: Bench) -> None:
    """What stands around a post, oldest first and without it; who wrote it; what is not there is gone."""
    connector = bench.connector()
    seeds = [await bench.post("bob" if number % 2 else "alice", f"話 {number}") for number in range(7)]
    middle = seeds[3]
    context = await connector.context(middle.place, middle.post)
    around = [post.native_id for post in (*context.before, *context.after)]
    must(around == [seed.post for seed in seeds if seed is not middle], "the context is not what stands around", around)
    history = await connector.author(middle.author, [middle.place])
    must(history.author.native_id == middle.author, "another author", history.author)
    mine = {seed.post for seed in seeds if seed.author == middle.author}
    must({post.native_id for post in history.recent} >= mine, "the author's posts are missing", history.recent)
    try:
        await connector.context(middle.place, middle.post[:-3] + "xyz")
    except PlatformGone:
        pass
    else:
        raise Broken("the context of a post that never was is not gone")
    await connector.close()


async def abilities_and_planner_agree(bench: Bench) -> None:
    """Everything that is offered can be planned; everything that is not says why."""
    connector = bench.connector()
    seed = await bench.post("bob", "text")
    flag = await bench.flag(seed, "carol", "x")
    target = Target(seed.author, seed.post, seed.place, flags=(flag,))
    found = await connector.abilities(target)
    must(
        {one.kind for one in found if one.available} >= bench.can & {one.kind for one in found},
        "not everything is offered",
        found,
    )
    for one in found:
        must(one.available or bool(one.reason), "not available, and no reason given", one)
        if one.available:
            order = ActionOrder(one.kind, one.scope, target, "reason", "message")
            steps = bench.planner.plan(order, "key")
            must(bool(steps) or one.kind is ActionKind.DISMISS, "offered, and no step to take", one)
            must(all(step.reversible is one.reversible for step in steps), "the button and the step differ", one, steps)
    again = await connector.abilities(target)
    must(again == found, "looking changed something", again)
    await connector.close()


READING: tuple[Callable[[Bench], Awaitable[None]], ...] = (
    connection_is_described,
    flags_arrive_with_everything,
    flags_survive_a_moving_list,
    a_vanished_flag_needs_two_looks,
    the_same_page_twice_is_harmless,
    posts_arrive_whole,
    a_burst_leaves_no_gap,
    an_edit_is_a_new_version_and_a_removal_is_told,
    reading_heeds_limits_and_refusals,
    context_and_author_are_shown,
    abilities_and_planner_agree,
)

READING_UNDER_FAULTS: tuple[tuple[Callable[[Bench, Fault], Awaitable[None]], tuple[Fault, ...]], ...] = (
    (a_hostile_list_of_flags_is_survived, HOSTILE),
    (hostile_posts_are_survived, HOSTILE),
    (another_order_and_more_fields_change_nothing, UNHURT),
)
