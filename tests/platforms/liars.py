"""Connectors that break the contract in one way each, so that the contract itself can be seen to fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from moderator.domain.action import Outcome, OutcomeKind, ReadBack, Step, Verdict
from moderator.domain.community import FlagGone, FlagIn, Page, PostIn
from moderator.platforms.matrix.connector import MatrixConnector
from tests.platforms.matrix.bench import MatrixBench


class Liar:
    """Passes everything on; each subclass bends one thing."""

    def __init__(self, inner: MatrixConnector) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)


class LosesEveryOtherFlag(Liar):
    async def list_flags(self, cursor: Mapping[str, object] | None) -> Page:
        page = await self._inner.list_flags(cursor)
        return replace(page, items=page.items[::2])


class TellsGoneAtOnce(Liar):
    async def list_flags(self, cursor: Mapping[str, object] | None) -> Page:
        page = await self._inner.list_flags(cursor)
        gone = tuple(FlagGone(f"event_report:{first}") for first, _ in page.cursor["event_reports"]["missing"])  # type: ignore[index]
        return replace(page, items=(*page.items, *gone))


class ShowsTheFirstWordsOnly(Liar):
    async def list_posts(self, cursor: Mapping[str, object] | None, wait: float) -> Page:
        page = await self._inner.list_posts(cursor, wait)
        return replace(
            page, items=tuple(replace(i, text=i.text[:5]) if isinstance(i, PostIn) else i for i in page.items)
        )


class ForgetsWhereItWas(Liar):
    async def list_flags(self, cursor: Mapping[str, object] | None) -> Page:
        return await self._inner.list_flags(None)


class ForgetsWhoReported(Liar):
    async def list_flags(self, cursor: Mapping[str, object] | None) -> Page:
        page = await self._inner.list_flags(cursor)
        return replace(page, items=tuple(replace(i, reporter=None) if isinstance(i, FlagIn) else i for i in page.items))


class SaysDoneAndDoesNothing(Liar):
    async def execute(self, step: Step) -> Outcome:
        return Outcome(OutcomeKind.DONE)


class TriesAgainByItself(Liar):
    """The mistake that doubles effects: a lost answer is taken for a lost request."""

    async def execute(self, step: Step) -> Outcome:
        outcome = await self._inner.execute(step)
        again = replace(step, key=f"{step.key}-again")
        return await self._inner.execute(again) if outcome.kind is OutcomeKind.UNKNOWN else outcome


class TakesSilenceForSuccess(Liar):
    async def execute(self, step: Step) -> Outcome:
        outcome = await self._inner.execute(step)
        return replace(outcome, kind=OutcomeKind.DONE) if outcome.kind is OutcomeKind.UNKNOWN else outcome


class AlwaysReadsBackDone(Liar):
    async def read_back(self, step: Step) -> ReadBack:
        return ReadBack(Verdict.DONE)


class NeverReadsBack(Liar):
    async def read_back(self, step: Step) -> ReadBack:
        return ReadBack(Verdict.CANNOT_TELL)


class RaisesWhenRefused(Liar):
    async def execute(self, step: Step) -> Outcome:
        outcome = await self._inner.execute(step)
        if outcome.kind is OutcomeKind.UNKNOWN:
            raise RuntimeError("the server failed")
        return outcome


def lying(bench: MatrixBench, liar: type[Liar]) -> MatrixBench:
    """Let a bench hand out connectors that lie."""
    honest = bench.connector
    bench.connector = lambda **options: liar(honest(**options))  # type: ignore[method-assign, assignment, return-value]
    return bench
