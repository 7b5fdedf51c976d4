"""The acting half of the contract: each action done, done already, refused, unanswered, and never doubled."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from moderator.domain.action import (
    ActionKind,
    ActionOrder,
    Outcome,
    OutcomeKind,
    ReadBack,
    ResendClass,
    Scope,
    Step,
    Target,
    Verdict,
)
from moderator.platforms.contract import HOSTILE, IMPATIENT, UNHURT, Bench, Fault, must
from moderator.platforms.rehearsal import Rehearsal
from moderator.ports import Connector


@dataclass(slots=True)
class Scene:
    """One action about one fresh subject."""

    bench: Bench
    kind: ActionKind
    target: Target
    step: Step

    async def effects(self) -> int:
        return await self.bench.effects(self.kind, self.target)


async def scene(bench: Bench, kind: ActionKind, key: str = "k1") -> Scene:
    seed = await bench.post(f"member-{key}", "困った投稿")
    flag = await bench.flag(seed, "carol", "x")
    target = Target(seed.author, seed.post, seed.place, flags=(flag,))
    await bench.prepare(kind, target)
    offered = bench.planner.usual_abilities({}, {})
    scope = next((one.scope for one in offered if one.kind is kind), None) or _scope_of(kind)
    (step,) = bench.planner.plan(ActionOrder(kind, scope, target, "理由", "お知らせ"), key)
    must(step.kind is kind and step.key == key, "the step is not what was ordered", step)
    return Scene(bench, kind, target, step)


def _scope_of(kind: ActionKind) -> Scope:
    return Scope.COMMUNITY if kind is ActionKind.UNSUSPEND else Scope.PLACE


async def _both(connector: Connector, step: Step) -> tuple[Outcome, ReadBack]:
    return await connector.execute(step), await connector.read_back(step)


async def done_once(bench: Bench, kind: ActionKind) -> None:
    """Before it is done it is not shown as done; then it is, once; a second time changes nothing."""
    one = await scene(bench, kind)
    connector = bench.connector()
    if kind in bench.reads_back:
        seen = await connector.read_back(one.step)
        must(seen.verdict in (Verdict.NOT_DONE, Verdict.CANNOT_TELL), "shown as done before it was", seen)
    outcome, seen = await _both(connector, one.step)
    must(outcome.kind is OutcomeKind.DONE, "it was not done", outcome)
    must(seen.verdict is (Verdict.DONE if kind in bench.reads_back else Verdict.CANNOT_TELL), "it is not shown", seen)
    must(await one.effects() == 1, "not exactly one effect", await one.effects())
    if one.step.resend is not ResendClass.ADDITIVE:
        outcome = await connector.execute(one.step)
        must(outcome.kind in (OutcomeKind.ALREADY, OutcomeKind.DONE), "a second time is refused", outcome)
        must(await one.effects() == 1, "doubled", await one.effects())
    await connector.close()


async def already_done_by_another(bench: Bench, kind: ActionKind) -> None:
    """Somebody was faster: nothing is done on top of it, and it is said."""
    if kind not in bench.reads_back or kind is ActionKind.WARN:
        return
    one = await scene(bench, kind)
    await bench.done_by_another(kind, one.target)
    connector = bench.connector()
    outcome, seen = await _both(connector, one.step)
    must(outcome.kind is OutcomeKind.ALREADY, "what stands already was done again", outcome)
    must(seen.verdict in (Verdict.DONE, Verdict.DONE_BY_OTHER), "what stands is not seen", seen)
    must(await one.effects() == 0, "our account did it too", await one.effects())
    await connector.close()


async def not_done_is_said(bench: Bench, kind: ActionKind) -> None:
    """Refused, limited, unauthorised, gone, redirected, not reached: nothing happened, and each is told apart."""
    wanted = {
        Fault.REFUSED: {OutcomeKind.REFUSED},
        Fault.LIMITED: {OutcomeKind.LIMITED},
        Fault.UNAUTHORISED: {OutcomeKind.UNAUTHORISED},
        Fault.REDIRECT: {OutcomeKind.REFUSED, OutcomeKind.NOT_SENT},
        Fault.GONE: {OutcomeKind.GONE, OutcomeKind.ALREADY},
    }
    for number, (fault, kinds) in enumerate(wanted.items()):
        one = await scene(bench, kind, f"k{number}")
        connector = bench.connector()
        await connector.connect()
        await bench.misbehave(fault, kind, -1)
        outcome = await connector.execute(one.step)
        must(outcome.kind in kinds, f"{fault.value}: another outcome", outcome)
        must(outcome.kind is not OutcomeKind.LIMITED or bool(outcome.retry_at), "limited without an end", outcome)
        must(await one.effects() == 0, f"{fault.value}: an effect all the same", await one.effects())
        await bench.behave()
        await connector.close()
    one = await scene(bench, kind, "away")
    connector = bench.connector(reachable=False)
    outcome, seen = await _both(connector, one.step)
    must(outcome.kind is OutcomeKind.NOT_SENT, "not reached, and not said so", outcome)
    must(seen.verdict is Verdict.CANNOT_TELL, "not reached, and something is told", seen)
    await connector.close()
    bad = bench.connector(good_token=False)
    must((await bad.execute(one.step)).kind is OutcomeKind.UNAUTHORISED, "a bad token is not told")
    must(await one.effects() == 0, "an effect without a right")
    await bad.close()


async def unknown_is_found_out(bench: Bench, kind: ActionKind) -> None:
    """The answer is lost before or after the effect. A new process reads back; what may be repeated then has one effect."""
    before = (Fault.DROP_BEFORE, Fault.ERROR_BEFORE)
    after = (Fault.DROP_AFTER, Fault.ERROR_AFTER, Fault.HALF, Fault.LATE, Fault.NONSENSE, Fault.GATE)
    for number, fault in enumerate((*before, *after)):
        one = await scene(bench, kind, f"k{number}")
        connector = bench.connector(seconds=IMPATIENT)
        await connector.connect()
        await bench.misbehave(fault, kind)
        outcome = await connector.execute(one.step)
        await connector.close()
        must(
            outcome.kind is OutcomeKind.UNKNOWN, f"{fault.value}: it is not known, and something else is said", outcome
        )
        applied = fault in after
        must(await one.effects() == int(applied), f"{fault.value}: the bench is not what it says")
        await bench.behave()
        fresh = bench.connector()
        seen = await fresh.read_back(one.step)
        if kind in bench.reads_back:
            right = (Verdict.DONE,) if applied else (Verdict.NOT_DONE, Verdict.CANNOT_TELL)
            must(seen.verdict in right, f"{fault.value}: read back wrongly", seen)
        else:
            must(seen.verdict is Verdict.CANNOT_TELL, "it cannot be known, and something is told", seen)
        if one.step.resend is not ResendClass.ADDITIVE:
            outcome = await fresh.execute(one.step)
            must(outcome.kind in (OutcomeKind.DONE, OutcomeKind.ALREADY), f"{fault.value}: not mended", outcome)
            must(await one.effects() == 1, f"{fault.value}: lost or doubled", await one.effects())
        await fresh.close()


async def nothing_makes_it_raise(bench: Bench, kind: ActionKind) -> None:
    """Execute and read_back answer, whatever comes."""
    for number, fault in enumerate((*HOSTILE, *UNHURT)):
        one = await scene(bench, kind, f"r{number}")
        connector = bench.connector(seconds=IMPATIENT)
        await bench.misbehave(fault, kind)
        await connector.execute(one.step)
        await connector.read_back(one.step)
        await bench.behave()
        await connector.close()


async def a_rehearsal_leaves_no_trace(bench: Bench, kind: ActionKind) -> None:
    """In a rehearsal everything is read and nothing is done."""
    one = await scene(bench, kind)
    connector = Rehearsal(bench.connector())
    outcome, seen = await _both(connector, one.step)
    must(outcome.kind is OutcomeKind.DONE and seen.verdict is Verdict.DONE, "a rehearsal does not go through", outcome)
    must(await one.effects() == 0, "a rehearsal left the house")
    await connector.close()


ACTING: tuple[Callable[[Bench, ActionKind], Awaitable[None]], ...] = (
    done_once,
    already_done_by_another,
    not_done_is_said,
    unknown_is_found_out,
    nothing_makes_it_raise,
    a_rehearsal_leaves_no_trace,
)
