"""Every table, once, for both databases. Times are µs UTC; ids are ours unless they are called native.

JSON stands in text columns as canonical strings, written and read by the repositories beside this file.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


# On SQLite only a column declared INTEGER is the row's own address; BIGINT would cost a second tree for each table.
_KEY = BigInteger().with_variant(Integer(), "sqlite")


def _id() -> Column[int]:
    return Column("id", _KEY, primary_key=True, autoincrement=False)


def _ref(name: str, table: str, *, null: bool = False, index: bool = False) -> Column[int]:
    return Column(name, BigInteger, ForeignKey(f"{table}.id"), nullable=null, index=index)


def _text(name: str, default: str = "") -> Column[str]:
    return Column(name, Text, nullable=False, default=default)


def _time(name: str, *, null: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=null)


def _json(name: str, default: str = "{}") -> Column[str]:
    return Column(name, Text, nullable=False, default=default)


def _partial(name: str, column: str, *, where: str) -> Index:
    return Index(name, column, sqlite_where=text(where), postgresql_where=text(where))


# --- the store itself -------------------------------------------------------------------------------------------

meta = Table("meta", metadata, Column("key", Text, primary_key=True), _text("value"))
"""Facts about this store: its id, when it was made."""

topic = Table("topic", metadata, Column("name", Text, primary_key=True), Column("counter", BigInteger, nullable=False))
"""Change hints: each write transaction raises the counter of the topics it touched."""

lease = Table(
    "lease",
    metadata,
    Column("name", Text, primary_key=True),  # community:123
    _text("holder"),
    Column("fence", BigInteger, nullable=False),
    _time("until"),
)

audit_event = Table(
    "audit_event",
    metadata,
    Column("seq", _KEY, primary_key=True, autoincrement=False),
    _time("at"),
    Column("actor", BigInteger, nullable=True),
    _text("kind"),
    _text("subject"),
    _json("facts"),
    Column("commitment", LargeBinary, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index("ix_audit_event_subject", "subject"),
)
"""The chain. Triggers refuse update and delete; the hashes show whoever gets round them."""

audit_content = Table(
    "audit_content",
    metadata,
    Column("seq", _KEY, ForeignKey("audit_event.seq"), primary_key=True, autoincrement=False),
    Column("salt", LargeBinary, nullable=False),
    _json("content"),
    Column("author_id", BigInteger, nullable=True, index=True),  # whose words these are, for erasure
)
"""What the commitments commit to. Rows go when somebody is erased; the chain stays valid."""

# --- the team ---------------------------------------------------------------------------------------------------

actor = Table(
    "actor",
    metadata,
    _id(),
    _text("name"),
    _text("role"),
    _time("created_at"),
    _time("retired_at", null=True),
)

shift = Table(
    "shift",
    metadata,
    _id(),
    _ref("actor_id", "actor", index=True),
    _time("started_at"),
    _time("ended_at", null=True),
    _text("note"),
)

# --- communities ------------------------------------------------------------------------------------------------

community = Table(
    "community",
    metadata,
    _id(),
    _text("platform"),
    _text("name"),
    _text("address"),
    _text("admin_address"),  # where the platform's admin API is reached, if elsewhere
    _text("account"),  # who we are there
    _text("account_name"),
    _text("server_version"),
    _text("state", "new"),
    _time("state_since"),
    _time("resumes_at", null=True),
    _time("last_contact_at", null=True),
    _text("error_title"),
    _text("error_message"),
    _json("missing", "[]"),
    _json("rights"),
    _json("facts"),
    _json("options"),  # switches of this connection, described by the connector
    Column("paused", Boolean, nullable=False, default=False),
    Column("rehearsal", Boolean, nullable=False, default=False),
    _time("created_at"),
    _time("removed_at", null=True),
)

place = Table(
    "place",
    metadata,
    _id(),
    _ref("community_id", "community"),
    _text("native_id"),
    _text("name"),
    _text("url"),
    Column("encrypted", Boolean, nullable=False, default=False),
    _json("facts"),
    UniqueConstraint("community_id", "native_id"),
)

author = Table(
    "author",
    metadata,
    _id(),
    _ref("community_id", "community"),
    _text("native_id"),
    _text("handle"),
    _text("display_name"),
    _text("url"),
    _time("created_at", null=True),
    Column("is_local", Boolean, nullable=True),
    Column("is_bot", Boolean, nullable=False, default=False),
    Column("is_staff", Boolean, nullable=False, default=False),
    _text("status", "unknown"),
    _json("facts"),
    _time("first_seen_at"),
    _time("fetched_at", null=True),
    _time("erased_at", null=True),
    UniqueConstraint("community_id", "native_id"),
)

cursor = Table(
    "cursor",
    metadata,
    Column("community_id", BigInteger, ForeignKey("community.id"), primary_key=True),
    Column("name", Text, primary_key=True),  # flags, posts
    _json("value"),
    _time("at"),
)

quarantine = Table(
    "quarantine",
    metadata,
    _id(),
    _ref("community_id", "community", index=True),
    _text("kind"),
    _text("native_id"),
    _text("reason"),
    Column("raw", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),  # SHA-256 of raw: the same bad item counts once
    _time("at"),
    _time("settled_at", null=True),  # retried with success, or discarded
    _text("settled_how"),
    UniqueConstraint("community_id", "digest"),
)

# --- posts and flags --------------------------------------------------------------------------------------------

post = Table(
    "post",
    metadata,
    _id(),
    _ref("community_id", "community"),
    _ref("place_id", "place"),
    _ref("author_id", "author"),
    _text("native_id"),
    _text("reply_to"),
    _text("thread"),
    _time("created_at"),
    _time("edited_at", null=True),  # of the newest revision; None: not edited, or the platform does not say
    _time("received_at"),
    _time("gone_at", null=True),  # when the platform last said that it was no longer shown
    Column("revision", Integer, nullable=False, default=1),  # the newest
    _text("version"),  # the platform's word for it
    _text("state", "visible"),
    Column("encrypted", Boolean, nullable=False, default=False),
    _text("language"),
    _text("url"),
    _json("attachments", "[]"),
    UniqueConstraint("community_id", "native_id"),
    Index("ix_post_author_id_created_at", "author_id", "created_at"),
    Index("ix_post_received_at", "received_at"),
)

revision = Table(
    "revision",
    metadata,
    Column("post_id", BigInteger, ForeignKey("post.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    _text("text"),
    _text("folded"),
    Column("cut", Boolean, nullable=False, default=False),
    Column("digest", LargeBinary, nullable=False),  # SHA-256 of the whole text, before any cut
    Column("folded_digest", BigInteger, nullable=False),  # first 8 bytes over the folded text: same text elsewhere
    _time("at"),
    Index("ix_revision_folded_digest", "folded_digest"),
)

raw = Table(
    "raw",
    metadata,
    Column("post_id", BigInteger, ForeignKey("post.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
    _time("at"),
    Index("ix_raw_at", "at"),
)
"""What the platform sent, kept for a while (retention) so that a wrong reading can be put right."""

gone = Table(
    "gone",
    metadata,
    Column("community_id", BigInteger, ForeignKey("community.id"), primary_key=True),
    Column("kind", Text, primary_key=True),  # post, flag
    Column("native_id", Text, primary_key=True),
    _text("state"),
    _time("at"),
    _time("received_at"),
)
"""What the platform said is gone before it was ever delivered: order is nobody's promise. Kept for a while."""

guideline_version = Table(
    "guideline_version",
    metadata,
    _id(),
    _ref("community_id", "community"),
    Column("number", Integer, nullable=False),
    _text("body"),  # the YAML file as published; it never changes
    Column("digest", LargeBinary, nullable=False),
    _time("published_at"),
    _ref("actor_id", "actor", null=True),
    _text("note"),
    UniqueConstraint("community_id", "number"),
)

case = Table(
    "case",
    metadata,
    _id(),
    _ref("community_id", "community"),
    _ref("place_id", "place", null=True),
    _text("subject"),  # post, author
    Column("subject_id", BigInteger, nullable=False),  # of the post or the author
    _ref("author_id", "author", index=True),
    _text("state", "open"),
    Column("severity", SmallInteger, nullable=False),
    Column("veiled", Boolean, nullable=False, default=False),
    _text("guideline_id"),
    _text("category"),
    _text("language"),
    Column("reporters", Integer, nullable=False, default=0),  # distinct members
    Column("flags", Integer, nullable=False, default=0),
    Column("rule_hits", Integer, nullable=False, default=0),
    _time("opened_at"),
    _time("due_at"),  # opened_at + target of the guideline
    _time("rank"),  # domain.case.rank: smallest first
    Column("decisions", Integer, nullable=False, default=0),  # the counter that a decision compares
    _time("decided_at", null=True),
    _ref("claimed_by", "actor", null=True),
    _time("claimed_until", null=True),
    _time("snoozed_until", null=True),
    _json("context", ""),  # what the worker fetched around the post, empty until then
    _json("abilities", ""),  # what can be done, as the platform said
    _time("context_at", null=True),
    _text("context_error"),
    UniqueConstraint("subject", "subject_id"),
    CheckConstraint("state in ('open','claimed','snoozed','escalated','decided')", name="state"),
    Index("ix_case_state_rank", "state", "rank", "id"),
    Index("ix_case_state_opened_at", "state", "opened_at"),
    Index("ix_case_community_state_rank", "community_id", "state", "rank"),
    Index("ix_case_place_id", "place_id"),
    Index("ix_case_guideline_id_state_rank", "guideline_id", "state", "rank"),
)

flag = Table(
    "flag",
    metadata,
    _id(),
    _ref("community_id", "community"),
    _ref("case_id", "case", index=True),
    _text("key"),  # the platform's id; or rule, version and revision: counts once
    _text("source"),
    _ref("reporter_id", "author", null=True),
    _text("category"),
    _text("comment"),
    _time("created_at"),
    _time("received_at"),
    Column("revision", Integer, nullable=False, default=0),
    Column("severity", SmallInteger, nullable=False, default=1),
    _text("guideline_id"),
    _text("rule_id"),
    _ref("version_id", "guideline_version", null=True),
    _text("label"),
    _json("spans", "[]"),
    _text("native_state"),
    Column("raw", LargeBinary, nullable=True),
    _time("gone_at", null=True),
    UniqueConstraint("community_id", "key"),
    Index("ix_flag_reporter_id", "reporter_id"),
    # by these retention finds what is left to let go of, however many flags there are
    _partial("ix_flag_raw_received_at", "received_at", where="raw IS NOT NULL"),
    _partial("ix_flag_reporter_case_id", "case_id", where="reporter_id IS NOT NULL"),
)

note = Table(
    "note",
    metadata,
    _id(),
    _ref("case_id", "case", index=True),
    _ref("actor_id", "actor"),
    _time("at"),
    _text("text"),
)

# --- decisions and what follows -----------------------------------------------------------------------------------

decision = Table(
    "decision",
    metadata,
    _id(),
    Column("key", BigInteger, nullable=False, unique=True),  # made by the console: a repeated order is one decision
    _text("public_id"),  # [A-Za-z0-9_-], random, never reused: the id in exports
    _ref("case_id", "case"),
    Column("number", Integer, nullable=False),  # 1.. within the case
    _ref("actor_id", "actor"),
    _time("at"),
    _text("finding"),
    _text("guideline_id"),
    _ref("version_id", "guideline_version", null=True),
    _text("ground", "terms"),
    _text("law_article"),
    _text("reason"),
    _text("facts"),
    _text("category"),
    _text("language"),
    Column("revision", Integer, nullable=False, default=0),
    Column("content_digest", LargeBinary, nullable=True),
    _text("content_type", "text"),
    _text("permalink"),
    _time("content_created_at", null=True),
    _text("source"),  # derived from the flags
    Column("detection_automated", Boolean, nullable=False, default=False),  # derived
    _text("decision_automated", "none"),  # derived: full, partial, none
    _text("rule_id"),
    _text("territory"),
    _time("received_at", null=True),  # the first flag
    _time("first_viewed_at", null=True),
    _time("effective_at", null=True),
    _time("notice_sent_at", null=True),
    _text("notice_channel"),
    _text("redress"),
    _time("reinstated_at", null=True),
    _ref("undoes_id", "decision", null=True),
    _time("undone_at", null=True),
    _ref("reviewer_id", "actor", null=True),
    Column("legal_hold", Boolean, nullable=False, default=False),
    _text("retention_class", "standard"),
    Column("seen_flags", Integer, nullable=False, default=0),
    UniqueConstraint("case_id", "number"),
    Index("ix_decision_actor_id_at", "actor_id", "at"),
)

enforcement = Table(
    "enforcement",
    metadata,
    _id(),
    _ref("decision_id", "decision", index=True),
    _ref("case_id", "case"),
    _ref("community_id", "community"),
    _ref("author_id", "author", null=True),
    Column("ordinal", Integer, nullable=False),  # 0.. within the decision; a report is closed last
    _text("kind"),
    _text("scope"),
    _json("order"),  # the ActionOrder, for a fresh plan of the inverse
    _json("step"),  # the complete Step: what is sent is what was decided
    _text("state", "waiting"),
    _text("resend"),
    _text("reversible"),
    _text("ends_by"),
    _time("until", null=True),
    _time("due_at"),
    Column("attempt", Integer, nullable=False, default=0),  # also the fencing number
    _text("holder"),
    _time("lease_until", null=True),
    _time("sent_at", null=True),
    _time("confirmed_at", null=True),
    _time("at"),  # last change
    _text("code"),
    _text("text"),
    _json("result"),
    Column("by_other", Boolean, nullable=False, default=False),
    _ref("inverse_of", "enforcement", null=True, index=True),
    Column("lift", Boolean, nullable=False, default=False),  # ends a timed sanction: checked before it is sent
    Column("closing", Boolean, nullable=False, default=False),  # waits until every other step has had its effect
    UniqueConstraint("decision_id", "ordinal"),
    CheckConstraint(
        "state in ('waiting','sending','sent','confirmed','refused','unknown','undone','cancelled')",
        name="state",
    ),
    Index("ix_enforcement_community_id_state_due_at", "community_id", "state", "due_at"),
    Index("ix_enforcement_case_id", "case_id"),
    Index("ix_enforcement_author_id_state", "author_id", "state"),
)

strike = Table(
    "strike",
    metadata,
    _id(),
    _ref("author_id", "author", index=True),
    _ref("decision_id", "decision", index=True),
    _text("guideline_id"),
    _time("at"),
    _time("until"),
    _time("lifted_at", null=True),
)

request = Table(
    "request",
    metadata,
    _id(),
    _text("kind"),
    _ref("community_id", "community"),
    _json("arguments"),
    _time("asked_at"),
    _time("expires_at"),
    _text("state", "asked"),
    _text("holder"),
    _json("progress", ""),
    Column("answer", LargeBinary, nullable=True),
    Index("ix_request_state_community_id", "state", "community_id"),
)

from moderator.store import incident_tables  # noqa: E402, F401  last: they take the metadata from here
