"""A team at work: a profile of its own, its console, its real worker process, and a real server to look after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

from moderator.bootstrap import houses, keys
from moderator.bootstrap.profile import Profile
from moderator.bootstrap.windows import ProfileOpening
from moderator.console import Console
from moderator.domain.action import Ability, ActionKind, Scope
from moderator.domain.actor import Actor, Role
from moderator.domain.case import CaseState
from moderator.domain.community import PlatformState
from moderator.domain.decision import ChosenAction, DecisionOrder, Finding, Receipt
from moderator.domain.enforcement import EnforcementState
from moderator.domain.requests import RequestKind
from moderator.domain.rows import CaseView, CommunityRow, DecisionRow, EnforcementRow, QueueFilter, QueueRow
from moderator.ports import Vault
from moderator.services.people import People
from moderator.store import lock
from moderator.store.unit import Reads
from moderator.vault import MemoryVault
from tests.helpers.waiting import wait_for

_T = TypeVar("_T")
RESTING = {
    EnforcementState.CONFIRMED,
    EnforcementState.REFUSED,
    EnforcementState.UNKNOWN,
    EnforcementState.UNDONE,
    EnforcementState.CANCELLED,
}
SCOPES = {
    ActionKind.REMOVE: Scope.POST,
    ActionKind.REPORT_CLOSE: Scope.POST,
    ActionKind.WARN: Scope.COMMUNITY,
    ActionKind.SUSPEND: Scope.COMMUNITY,
}
EVERY_STATE = QueueFilter(states=tuple(CaseState))


class Team:
    """Aoi (moderator) sits at the console, Ben (lead) may take over. `close` ends the worker and looks at its log."""

    def __init__(
        self,
        folder: Path,
        address: str,
        token: str,
        *,
        rehearsal: bool = False,
        vault: Vault | None = None,
        **switches: bool,
    ) -> None:
        self.profile = Profile(folder)
        self.vault: Vault = vault or MemoryVault()
        opened = houses.open_house(self.profile, keys.unlock(self.profile, vault=self.vault))
        try:
            people = People(opened.store)
            self.aoi, self.ben = people.add("Aoi", Role.MODERATOR), people.add("Ben", Role.LEAD)
            answers = {"name": "Lab", "address": address, "token": token}
            answers |= {name: "yes" for name, on in switches.items() if on}
            self.community: CommunityRow = houses.add_community(opened, "matrix", answers, rehearsal)
        finally:
            opened.close()
        self.opening = ProfileOpening(self.profile, vault=self.vault, is_demo=True)
        self.console: Console = self.sit_down(self.aoi)
        self._beside = houses.open_house(self.profile, keys.unlock(self.profile, vault=self.vault), owner=False)

    def sit_down(self, actor: Actor) -> Console:
        """Open a console on this profile: another one, when there is one already. Whoever asks for more closes them."""
        console = self.opening()
        console.start()
        console.sit_down(actor)
        return console

    def close(self) -> None:
        """End console and worker; the worker must have had nothing to complain of."""
        self._beside.close()
        self.console.close()
        bad = [line for line in self.log().splitlines() if " ERROR " in line or " CRITICAL " in line or "Traceback" in line]
        assert not bad, self.log()[-4000:]

    def log(self) -> str:
        return self.profile.worker_log.read_text("utf-8") if self.profile.worker_log.exists() else ""

    def reading(self) -> AbstractContextManager[Reads]:
        """The record itself, beside the console."""
        return self._beside.store.read()

    def wait(self, look: Callable[[], _T], what: str, seconds: float = 30.0) -> _T:
        try:
            return wait_for(look, what, seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}\n--- the worker says\n{self.log()[-3000:]}") from None

    # --- what the moderator sees -------------------------------------------------------------------------------------

    @property
    def worker_pid(self) -> int:
        """The process that holds this profile's lock; 0 when there is none."""
        found = (self.profile.folder / lock.WORKER_LOCK).read_text("ascii")
        return int(found or 0)

    def is_live(self) -> bool:
        (row,) = self.console.communities().result()
        return row.state is PlatformState.LIVE

    def rows(self, which: QueueFilter = EVERY_STATE) -> list[QueueRow]:
        return self.console.queue_rows(self.console.queue_ids(which).result().ids).result()

    def row_of(self, author: str, reporters: int = 1) -> QueueRow:
        """The case about *author*, as soon as so many members' reports have arrived (a rule may have been quicker)."""
        which = QueueFilter(states=tuple(CaseState), author=author)
        found = self.wait(
            lambda: [row for row in self.rows(which) if row.reporters >= reporters], f"a reported case about {author}"
        )
        return found[0]

    def open(self, row: QueueRow) -> CaseView:
        """Take a case and have a look at what can be done about it, as asked of the server just now."""
        view = self.console.open_case(row.id).result()
        self.console.ask(RequestKind.CONTEXT, view.community_id, {"case": view.row.id}).result(30)
        return self.console.case(view.row.id).result()

    def ability(self, view: CaseView, kind: ActionKind) -> Ability:
        return next(one for one in view.abilities if one.kind is kind)

    # --- what the moderator does -------------------------------------------------------------------------------------

    def order(self, view: CaseView, *actions: ChosenAction | ActionKind, **changes: object) -> DecisionOrder:
        """A breach of "spam" with these actions, on what *view* shows, to be sent at once."""
        chosen = tuple(one if isinstance(one, ChosenAction) else choose(one) for one in actions)
        said: Mapping[str, object] = {
            "case_id": view.row.id,
            "key": self.console.new_id(),
            "finding": Finding.BREACH,
            "seen_decisions": view.decisions_made,
            "seen_revision": view.revision,
            "seen_flags": view.flag_count,
            "guideline_id": "spam",
            "reason": "advertising",
            "actions": chosen,
            "grace_seconds": 0.0,
        }
        return DecisionOrder(**{**said, **changes})  # type: ignore[arg-type]

    def decide(self, view: CaseView, *actions: ChosenAction | ActionKind, **changes: object) -> Receipt:
        return self.console.decide(self.order(view, *actions, **changes)).result()

    def decision(self, decision_id: int) -> DecisionRow:
        """A decision of whoever sits at the console."""
        return next(row for row in self.console.my_decisions(0).result() if row.id == decision_id)

    def steps(self, decision_id: int) -> list[EnforcementRow]:
        """The steps of a decision, planned ends last; also of one that took another back."""
        with self.reading() as reads:
            return list(reads.decisions.rows_of_decision(decision_id))

    def settled(self, decision_id: int) -> list[EnforcementRow]:
        """The steps that are sent now (no planned ends), once each has come to rest."""

        def look() -> list[EnforcementRow]:
            rows = [row for row in self.steps(decision_id) if not row.lift]
            return rows if all(row.state in RESTING for row in rows) else []

        return self.wait(look, "the effect of a decision")

    def first_settled(self, decision_id: int) -> EnforcementRow:
        """The first step, once it has come to rest: what hangs on a refused one waits for a person."""
        return self.wait(lambda: [row for row in self.steps(decision_id)[:1] if row.state in RESTING], "a first step")[0]

    def states(self, decision_id: int) -> list[str]:
        return [row.state.value for row in self.settled(decision_id)]


def choose(kind: ActionKind, until: int | None = None, message: str = "") -> ChosenAction:
    return ChosenAction(kind, SCOPES.get(kind, Scope.PLACE), until, message)
