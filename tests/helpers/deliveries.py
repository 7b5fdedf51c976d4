"""What a small invented platform delivers, for tests of what comes in. Everything has a default but what matters."""

from __future__ import annotations

import hashlib

from moderator.domain.actor import Role
from moderator.domain.community import (
    AuthorIn,
    FlagIn,
    FlagSource,
    Item,
    Page,
    PlaceIn,
    PostIn,
    SubjectKind,
)
from moderator.services.ingest import Ingest, Taken
from moderator.services.rulebook import RuleBook
from moderator.store.unit import Store
from tests.helpers.clock import START, FrozenClock

MINUTE = 60_000_000

GUIDELINES = """\
version: 1
guidelines:
  - id: spam
    title: {en: No advertising, ja: 宣伝の禁止}
    text: {en: Do not advertise here., ja: 宣伝はしないでください。}
    severity: medium
    category: spam
    target_minutes: 45
    suggest: [remove, warn]
    strikes: true
    rules:
      - id: coins
        words: [coins, 限定スキン]
      - id: shops
        domains: [spore-mart.example]
        severity: high
  - id: kindness
    title: {en: Be kind, ja: 親切に}
    text: {en: No insults., ja: 侮辱しないこと。}
    severity: high
    category: harassment
    target_minutes: 20
    rules:
      - id: insults
        words: [potato, 馬鹿]
  - id: at-risk
    title: {en: Somebody at risk, ja: 危険}
    text: {en: Help first., ja: まず助けを。}
    severity: critical
    category: self_harm
    target_minutes: 5
"""


def author(name: str = "@mole", **more) -> AuthorIn:
    return AuthorIn(native_id=name, handle=name, display_name=name.strip("@").title(), **more)


def place(name: str = "#tea", **more) -> PlaceIn:
    return PlaceIn(native_id=name, name=name.strip("#"), **more)


def post(
    native_id: str = "$1", text: str = "good morning", *, by: str = "@mole", at: int = 0, edited: int | None = None, **more
) -> PostIn:
    """A post of minute *at*, edited in minute *edited*."""
    more.setdefault("version", hashlib.sha256(f"{text}{edited}".encode("utf-8", "surrogatepass")).hexdigest()[:12])
    more.setdefault("author", author(by))
    more.setdefault("place", place())
    return PostIn(
        native_id=native_id,
        created_at=START + at * MINUTE,
        text=text,
        edited_at=None if edited is None else START + edited * MINUTE,
        **more,
    )


def report(
    native_id: str = "r1", about: PostIn | None = None, *, by: str = "@hare", category: str = "spam", at: int = 0, **more
) -> FlagIn:
    """A member's report of a post."""
    about = about or post()
    more.setdefault("reporter", author(by) if by else None)
    return FlagIn(
        native_id=native_id,
        source=FlagSource.MEMBER,
        subject=SubjectKind.POST,
        author=about.author,
        created_at=START + at * MINUTE,
        post=about,
        category=category,
        **more,
    )


def report_author(native_id: str = "r1", name: str = "@mole", *, by: str = "@hare", **more) -> FlagIn:
    return FlagIn(
        native_id=native_id,
        source=FlagSource.MEMBER,
        subject=SubjectKind.AUTHOR,
        author=author(name),
        created_at=START,
        reporter=author(by),
        **more,
    )


class Intake:
    """A community with a published guideline version, and the ingest that takes its pages."""

    def __init__(self, store: Store, clock: FrozenClock, guidelines: str = GUIDELINES) -> None:
        self.store = store
        self.clock = clock
        self.rulebook = RuleBook(store)
        self.ingest = Ingest(store, clock, self.rulebook)
        self._pages = 0
        with store.write() as tx:
            self.community_id = tx.new_id()
            tx.communities.add(id=self.community_id, platform="fake", name="Fake", address="https://fake.example")
            self.actor_id = tx.people.add("Aoi", Role.MODERATOR).id
            self.other_actor_id = tx.people.add("Ben", Role.LEAD).id
            if guidelines:
                tx.guidelines.publish(self.community_id, guidelines, bytes(32), self.actor_id, "first")

    def take(self, *items: Item, cursor: str = "posts") -> Taken:
        self._pages += 1
        return self.ingest.take(self.community_id, cursor, Page(tuple(items), {"page": self._pages}))

    def only_case(self) -> int:
        (case_id,) = self.case_ids()
        return case_id

    def case_ids(self) -> list[int]:
        from moderator.store.tables import case

        with self.store.read() as reads:
            return list(reads.connection.scalars(case.select().with_only_columns(case.c.id).order_by(case.c.id)))

    def rows(self, table) -> list:
        """Every row of a table, as it stands."""
        with self.store.read() as reads:
            return reads.connection.execute(table.select().order_by(*table.primary_key)).all()
