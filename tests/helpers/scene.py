"""A small community in a real store: one place, its people, and cases as the ingest would have opened them."""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import dataclass, field

from moderator.domain.action import ActionKind, Scope
from moderator.domain.actor import Role
from moderator.domain.audit import verify
from moderator.domain.decision import ChosenAction, DecisionOrder, Finding
from moderator.store import tables
from moderator.store.unit import Store
from tests.helpers.clock import FrozenClock

KEY = bytes(range(32))
SCOPES = {ActionKind.REMOVE: Scope.POST, ActionKind.WARN: Scope.COMMUNITY, ActionKind.SUSPEND: Scope.COMMUNITY}


@dataclass
class Scene:
    store: Store
    clock: FrozenClock
    community_id: int = 0
    place_id: int = 0
    actor_id: int = 0
    other_actor_id: int = 0
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def build(self, platform: str = "fake", place: str = "#tea", **options: object) -> Scene:
        """One community with the room *place* and the moderators Aoi and Ben."""
        from moderator.store.repo import encode

        with self.store.write() as tx:
            self.community_id, self.place_id = tx.new_id(), tx.new_id()
            self._insert(
                tx,
                tables.community,
                id=self.community_id,
                platform=platform,
                name="Fake",
                address="https://fake.example",
                state="live",
                state_since=tx.now,
                options=encode(options),
                created_at=tx.now,
            )
            self._insert(
                tx, tables.place, id=self.place_id, community_id=self.community_id, native_id=place, name="tea"
            )
            self.actor_id = tx.people.add("Aoi", Role.MODERATOR).id
            self.other_actor_id = tx.people.add("Ben", Role.LEAD).id
        return self

    @staticmethod
    def _insert(tx, table, **values) -> None:
        tx.connection.execute(table.insert().values(**values))

    def author(self, name: str = "") -> int:
        with self.store.write() as tx:
            author_id = tx.new_id()
            name = name or f"@member{next(self._numbers)}"
            self._insert(
                tx,
                tables.author,
                id=author_id,
                community_id=self.community_id,
                native_id=name,
                handle=name,
                first_seen_at=tx.now,
            )
        return author_id

    def case(
        self,
        author_id: int | None = None,
        *,
        reports: int = 1,
        text: str = "buy now",
        source: str = "member",
        native_id: str = "",
    ) -> int:
        """A case about a fresh post with *reports* flags; returns its id."""
        author_id = author_id or self.author()
        with self.store.write() as tx:
            case_id, post_id = tx.new_id(), tx.new_id()
            number = next(self._numbers)
            self._insert(
                tx,
                tables.post,
                id=post_id,
                community_id=self.community_id,
                place_id=self.place_id,
                author_id=author_id,
                native_id=native_id or f"$post{number}",
                created_at=tx.now,
                received_at=tx.now,
                language="en",
            )
            self._revision(tx, post_id, 1, text)
            self._insert(
                tx,
                tables.case,
                id=case_id,
                community_id=self.community_id,
                place_id=self.place_id,
                subject="post",
                subject_id=post_id,
                author_id=author_id,
                severity=2,
                flags=reports,
                reporters=reports,
                category="spam",
                opened_at=tx.now,
                due_at=tx.now,
                rank=tx.now,
            )
            for _ in range(reports):
                self._flag(tx, case_id, source)
        return case_id

    def _revision(self, tx, post_id: int, number: int, text: str) -> None:
        self._insert(
            tx,
            tables.revision,
            post_id=post_id,
            number=number,
            text=text,
            folded=text,
            digest=hashlib.sha256(text.encode()).digest(),
            folded_digest=0,
            at=tx.now,
        )

    def _flag(self, tx, case_id: int, source: str) -> None:
        self._insert(
            tx,
            tables.flag,
            id=tx.new_id(),
            community_id=self.community_id,
            case_id=case_id,
            key=f"report{next(self._numbers)}",
            source=source,
            category="spam",
            created_at=tx.now,
            received_at=tx.now,
            rule_id="rule-1" if source == "rule" else "",
        )

    def report_again(self, case_id: int) -> None:
        with self.store.write() as tx:
            self._flag(tx, case_id, "member")
            tx.connection.execute(
                tables.case.update().where(tables.case.c.id == case_id).values(flags=tables.case.c.flags + 1)
            )

    def edit_post(self, case_id: int, text: str = "edited") -> None:
        with self.store.write() as tx:
            post_id = self.column(tables.case, case_id, "subject_id", tx)
            number = self.column(tables.post, post_id, "revision", tx) + 1
            self._revision(tx, post_id, number, text)
            tx.connection.execute(tables.post.update().where(tables.post.c.id == post_id).values(revision=number))

    def column(self, table, row_id: int, name: str, reads=None):
        """One value of one row, as it stands."""
        query = table.select().where(table.c.id == row_id).with_only_columns(table.c[name])
        if reads is not None:
            return reads.connection.scalar(query)
        with self.store.read() as reads:
            return reads.connection.scalar(query)

    def case_state(self, case_id: int) -> str:
        return self.column(tables.case, case_id, "state")

    def states(self, decision_id: int) -> list[str]:
        """The states of a decision's enforcements, in order; planned ends last."""
        with self.store.read() as reads:
            return [row.state.value for row in reads.decisions.rows_of_decision(decision_id)]

    def order(self, case_id: int, *kinds: ActionKind, until: int | None = None, **changes) -> DecisionOrder:
        """A breach of guideline "spam" with these actions, on what stands now."""
        with self.store.read() as reads:
            row = reads.connection.execute(tables.case.select().where(tables.case.c.id == case_id)).one()
            revision = self.column(tables.post, row.subject_id, "revision", reads)
        said = {
            "case_id": case_id,
            "key": self.store.new_id(),
            "finding": Finding.BREACH,
            "seen_decisions": row.decisions,
            "seen_revision": revision,
            "seen_flags": row.flags,
            "guideline_id": "spam",
            "reason": "spam in the tea room",
            "actions": tuple(
                ChosenAction(
                    kind,
                    SCOPES.get(kind, Scope.PLACE),
                    until if kind in (ActionKind.BAN, ActionKind.MUTE) else None,
                    "please stop" if kind is ActionKind.WARN else "",
                )
                for kind in kinds
            ),
        }
        return DecisionOrder(**{**said, **changes})

    def chain_holds(self) -> bool:
        with self.store.read() as reads:
            return verify(reads.audit.links()) is None

    def events(self, kind: str = "") -> list[str]:
        with self.store.read() as reads:
            return [link.kind for link in reads.audit.links() if link.kind.startswith(kind)]
