"""The tables of the incident log; part of the same metadata as all others."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from moderator.store.tables import _KEY, metadata

incident = Table(
    "incident",
    metadata,
    Column("id", _KEY, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=True, unique=True),  # 1.. as people call it; none for a proposal
    Column("title", Text, nullable=False, default=""),
    Column("kind", Text, nullable=False, default="other"),
    Column("severity", SmallInteger, nullable=False),
    Column("state", Text, nullable=False, default="open"),
    Column("state_at", BigInteger, nullable=False),
    Column("lead_id", BigInteger, ForeignKey("actor.id"), nullable=True),
    Column("opened_at", BigInteger, nullable=False),
    Column("opened_by", BigInteger, ForeignKey("actor.id"), nullable=True),
    Column("contained_at", BigInteger, nullable=True),  # the first time
    Column("closed_at", BigInteger, nullable=True),
    Column("next_action", Text, nullable=False, default=""),
    Column("next_at", BigInteger, nullable=True),
    Column("next_by", BigInteger, ForeignKey("actor.id"), nullable=True),
    Column("outcome", Text, nullable=False, default=""),
    Column("outcome_text", Text, nullable=False, default=""),
    Column("lesson", Text, nullable=False, default=""),  # what to change in the guidelines
    Column("cause", Text, nullable=False, default=""),  # of a proposal: "text:123", "link:example.org" …
    Column("saved_at", BigInteger, nullable=False),
    CheckConstraint("state in ('proposed','open','contained','watching','closed','dismissed')", name="state"),
    Index("ix_incident_state_opened_at", "state", "opened_at"),
    Index("ix_incident_cause_state_at", "cause", "state_at"),
)

incident_link = Table(
    "incident_link",
    metadata,
    Column("id", _KEY, primary_key=True, autoincrement=False),
    Column("incident_id", BigInteger, ForeignKey("incident.id"), nullable=False),
    Column("kind", Text, nullable=False, default=""),  # case, author, post, rule, community
    Column("target_id", BigInteger, nullable=False),  # 0 for a rule
    Column("name", Text, nullable=False, default=""),  # of a rule
    Column("at", BigInteger, nullable=False),
    Column("by_id", BigInteger, ForeignKey("actor.id"), nullable=True),
    Column("revision", Integer, nullable=False, default=0),  # of a case's post, as it stood when it was linked
    Column("digest", LargeBinary, nullable=True),  # SHA-256 of that revision's whole text; gone when it is erased
    UniqueConstraint("incident_id", "kind", "target_id", "name"),
    Index("ix_incident_link_kind_target_id", "kind", "target_id"),
)
"""What belongs to an incident. The words stay where they are; here stands which words they were."""

incident_entry = Table(
    "incident_entry",
    metadata,
    Column("id", _KEY, primary_key=True, autoincrement=False),
    Column("incident_id", BigInteger, ForeignKey("incident.id"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False, default=""),
    Column("actor_id", BigInteger, ForeignKey("actor.id"), nullable=True),
    Column("text", Text, nullable=False, default=""),
    Column("facts", Text, nullable=False, default="{}"),
    Column("corrects_id", BigInteger, ForeignKey("incident_entry.id"), nullable=True),
    Index("ix_incident_entry_incident_id_at", "incident_id", "at"),
)
"""What was noted and changed, in order. Rows are added; only an erasure takes words out of them."""

incident_check = Table(
    "incident_check",
    metadata,
    Column("id", _KEY, primary_key=True, autoincrement=False),
    Column("incident_id", BigInteger, ForeignKey("incident.id"), nullable=False),
    Column("item", Text, nullable=False, default=""),
    Column("ordinal", Integer, nullable=False),
    Column("words", Text, nullable=False, default="{}"),  # by language, as the checklist read when it was taken
    Column("done_at", BigInteger, nullable=True),
    Column("done_by", BigInteger, ForeignKey("actor.id"), nullable=True),
    UniqueConstraint("incident_id", "item"),
)
