"""The first schema: every table, the guards of the audit chain, and the search index.

A revision never changes once it was released and imports nothing from the program: it must still do the same when
the program around it has moved on.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def key(name: str) -> sa.Column[Any]:
    # On SQLite only INTEGER is the row's own address.
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False)


def big(name: str, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=null)


def whole(name: str, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=null)


def small(name: str, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.SmallInteger(), nullable=null)


def text(name: str, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=null)


def blob(name: str, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.LargeBinary(), nullable=null)


def flag(name: str, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=null)


def partial(name: str, table: str, column: str, where: str) -> None:
    op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def upgrade() -> None:
    _first_tables()
    _post_tables()
    _decision_tables()
    _guard_the_chain()
    _search()


# fmt: off
# Column by column these would be four hundred lines that nobody reads.

def _first_tables() -> None:
    op.create_table(
        "actor", key("id"), text("name"), text("role"), big("created_at"), big("retired_at", null=True),
        sa.PrimaryKeyConstraint("id", name="pk_actor"),
    )
    op.create_table(
        "audit_event", key("seq"), big("at"), big("actor", null=True), text("kind"), text("subject"), text("facts"),
        blob("commitment"), blob("previous"), blob("hash"), sa.PrimaryKeyConstraint("seq", name="pk_audit_event"),
    )
    op.create_index("ix_audit_event_subject", "audit_event", ["subject"])
    op.create_table(
        "community", key("id"), text("platform"), text("name"), text("address"), text("admin_address"), text("account"),
        text("account_name"), text("server_version"), text("state"), big("state_since"), big("resumes_at", null=True),
        big("last_contact_at", null=True), text("error_title"), text("error_message"), text("missing"), text("rights"),
        text("facts"), text("options"), flag("paused"), flag("rehearsal"), big("created_at"),
        big("removed_at", null=True), sa.PrimaryKeyConstraint("id", name="pk_community"),
    )
    op.create_table(
        "lease", text("name"), text("holder"), big("fence"), big("until"),
        sa.PrimaryKeyConstraint("name", name="pk_lease"),
    )
    op.create_table(
        "meta", text("key"), text("value"), sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )
    op.create_table(
        "topic", text("name"), big("counter"), sa.PrimaryKeyConstraint("name", name="pk_topic"),
    )
    op.create_table(
        "audit_content", key("seq"), blob("salt"), text("content"), big("author_id", null=True),
        sa.ForeignKeyConstraint(["seq"], ["audit_event.seq"], name="fk_audit_content_seq_audit_event"),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_content"),
    )
    op.create_index("ix_audit_content_author_id", "audit_content", ["author_id"])
    op.create_table(
        "author", key("id"), big("community_id"), text("native_id"), text("handle"), text("display_name"), text("url"),
        big("created_at", null=True), flag("is_local", null=True), flag("is_bot"), flag("is_staff"), text("status"),
        text("facts"), big("first_seen_at"), big("fetched_at", null=True), big("erased_at", null=True),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name="fk_author_community_id_community"),
        sa.PrimaryKeyConstraint("id", name="pk_author"),
        sa.UniqueConstraint("community_id", "native_id", name="uq_author_community_id_native_id"),
    )
    op.create_table(
        "cursor", big("community_id"), text("name"), text("value"), big("at"),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name="fk_cursor_community_id_community"),
        sa.PrimaryKeyConstraint("community_id", "name", name="pk_cursor"),
    )
    op.create_table(
        "guideline_version", key("id"), big("community_id"), whole("number"), text("body"), blob("digest"),
        big("published_at"), big("actor_id", null=True), text("note"),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name="fk_guideline_version_actor_id_actor"),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name="fk_guideline_version_community_id_community"),
        sa.PrimaryKeyConstraint("id", name="pk_guideline_version"),
        sa.UniqueConstraint("community_id", "number", name="uq_guideline_version_community_id_number"),
    )
    op.create_table(
        "place", key("id"), big("community_id"), text("native_id"), text("name"), text("url"), flag("encrypted"),
        text("facts"),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name="fk_place_community_id_community"),
        sa.PrimaryKeyConstraint("id", name="pk_place"),
        sa.UniqueConstraint("community_id", "native_id", name="uq_place_community_id_native_id"),
    )
    op.create_table(
        "quarantine", key("id"), big("community_id"), text("kind"), text("native_id"), text("reason"), blob("raw"),
        blob("digest"), big("at"), big("settled_at", null=True), text("settled_how"),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name="fk_quarantine_community_id_community"),
        sa.PrimaryKeyConstraint("id", name="pk_quarantine"),
        sa.UniqueConstraint("community_id", "digest", name="uq_quarantine_community_id_digest"),
    )
    op.create_index("ix_quarantine_community_id", "quarantine", ["community_id"])
    op.create_table(
        "gone", big("community_id"), text("kind"), text("native_id"), text("state"), big("at"), big("received_at"),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name="fk_gone_community_id_community"),
        sa.PrimaryKeyConstraint("community_id", "kind", "native_id", name="pk_gone"),
    )
    op.create_table(
        "request", key("id"), text("kind"), big("community_id"), text("arguments"), big("asked_at"), big("expires_at"),
        text("state"), text("holder"), text("progress"), blob("answer", null=True),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name="fk_request_community_id_community"),
        sa.PrimaryKeyConstraint("id", name="pk_request"),
    )
    op.create_index("ix_request_state_community_id", "request", ["state", "community_id"])
    op.create_table(
        "shift", key("id"), big("actor_id"), big("started_at"), big("ended_at", null=True), text("note"),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name="fk_shift_actor_id_actor"),
        sa.PrimaryKeyConstraint("id", name="pk_shift"),
    )
    op.create_index("ix_shift_actor_id", "shift", ["actor_id"])


def _post_tables() -> None:
    op.create_table(
        "case", key("id"), big("community_id"), big("place_id", null=True), text("subject"), big("subject_id"),
        big("author_id"), text("state"), small("severity"), flag("veiled"), text("guideline_id"), text("category"),
        text("language"), whole("reporters"), whole("flags"), whole("rule_hits"), big("opened_at"), big("due_at"),
        big("rank"), whole("decisions"), big("decided_at", null=True), big("claimed_by", null=True),
        big("claimed_until", null=True), big("snoozed_until", null=True), text("context"), text("abilities"),
        big("context_at", null=True), text("context_error"),
        sa.CheckConstraint("state in ('open','claimed','snoozed','escalated','decided')", name="ck_case_state"),
        sa.ForeignKeyConstraint(["author_id"], ["author.id"], name="fk_case_author_id_author"),
        sa.ForeignKeyConstraint(["claimed_by"], ["actor.id"], name="fk_case_claimed_by_actor"),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name="fk_case_community_id_community"),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_case_place_id_place"),
        sa.PrimaryKeyConstraint("id", name="pk_case"),
        sa.UniqueConstraint("subject", "subject_id", name="uq_case_subject_subject_id"),
    )
    op.create_index("ix_case_author_id", "case", ["author_id"])
    op.create_index("ix_case_community_state_rank", "case", ["community_id", "state", "rank"])
    op.create_index("ix_case_guideline_id_state_rank", "case", ["guideline_id", "state", "rank"])
    op.create_index("ix_case_place_id", "case", ["place_id"])
    op.create_index("ix_case_state_opened_at", "case", ["state", "opened_at"])
    op.create_index("ix_case_state_rank", "case", ["state", "rank", "id"])
    op.create_table(
        "post", key("id"), big("community_id"), big("place_id"), big("author_id"), text("native_id"), text("reply_to"),
        text("thread"), big("created_at"), big("edited_at", null=True), big("received_at"), big("gone_at", null=True),
        whole("revision"), text("version"), text("state"),
        flag("encrypted"), text("language"), text("url"), text("attachments"),
        sa.ForeignKeyConstraint(["author_id"], ["author.id"], name="fk_post_author_id_author"),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name="fk_post_community_id_community"),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_post_place_id_place"),
        sa.PrimaryKeyConstraint("id", name="pk_post"),
        sa.UniqueConstraint("community_id", "native_id", name="uq_post_community_id_native_id"),
    )
    op.create_index("ix_post_author_id_created_at", "post", ["author_id", "created_at"])
    op.create_index("ix_post_received_at", "post", ["received_at"])


def _decision_tables() -> None:
    op.create_table(
        "decision", key("id"), big("key"), text("public_id"), big("case_id"), whole("number"), big("actor_id"),
        big("at"), text("finding"), text("guideline_id"), big("version_id", null=True), text("ground"),
        text("law_article"), text("reason"), text("facts"), text("category"), text("language"), whole("revision"),
        blob("content_digest", null=True), text("content_type"), text("permalink"),
        big("content_created_at", null=True), text("source"), flag("detection_automated"), text("decision_automated"),
        text("rule_id"), text("territory"), big("received_at", null=True), big("first_viewed_at", null=True),
        big("effective_at", null=True), big("notice_sent_at", null=True), text("notice_channel"), text("redress"),
        big("reinstated_at", null=True), big("undoes_id", null=True), big("undone_at", null=True),
        big("reviewer_id", null=True), flag("legal_hold"), text("retention_class"), whole("seen_flags"),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name="fk_decision_actor_id_actor"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_decision_case_id_case"),
        sa.ForeignKeyConstraint(["reviewer_id"], ["actor.id"], name="fk_decision_reviewer_id_actor"),
        sa.ForeignKeyConstraint(["undoes_id"], ["decision.id"], name="fk_decision_undoes_id_decision"),
        sa.ForeignKeyConstraint(["version_id"], ["guideline_version.id"], name="fk_decision_version_id_guideline_version"),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
        sa.UniqueConstraint("case_id", "number", name="uq_decision_case_id_number"),
        sa.UniqueConstraint("key", name="uq_decision_key"),
    )
    op.create_index("ix_decision_actor_id_at", "decision", ["actor_id", "at"])
    op.create_table(
        "flag", key("id"), big("community_id"), big("case_id"), text("key"), text("source"),
        big("reporter_id", null=True), text("category"), text("comment"), big("created_at"), big("received_at"),
        whole("revision"), small("severity"), text("guideline_id"), text("rule_id"), big("version_id", null=True),
        text("label"), text("spans"), text("native_state"), blob("raw", null=True), big("gone_at", null=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_flag_case_id_case"),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name="fk_flag_community_id_community"),
        sa.ForeignKeyConstraint(["reporter_id"], ["author.id"], name="fk_flag_reporter_id_author"),
        sa.ForeignKeyConstraint(["version_id"], ["guideline_version.id"], name="fk_flag_version_id_guideline_version"),
        sa.PrimaryKeyConstraint("id", name="pk_flag"),
        sa.UniqueConstraint("community_id", "key", name="uq_flag_community_id_key"),
    )
    op.create_index("ix_flag_case_id", "flag", ["case_id"])
    op.create_index("ix_flag_reporter_id", "flag", ["reporter_id"])
    partial("ix_flag_raw_received_at", "flag", "received_at", "raw IS NOT NULL")
    partial("ix_flag_reporter_case_id", "flag", "case_id", "reporter_id IS NOT NULL")
    op.create_table(
        "note", key("id"), big("case_id"), big("actor_id"), big("at"), text("text"),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name="fk_note_actor_id_actor"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_note_case_id_case"),
        sa.PrimaryKeyConstraint("id", name="pk_note"),
    )
    op.create_index("ix_note_case_id", "note", ["case_id"])
    op.create_table(
        "raw", big("post_id"), whole("number"), blob("bytes"), big("at"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_raw_post_id_post"),
        sa.PrimaryKeyConstraint("post_id", "number", name="pk_raw"),
    )
    op.create_index("ix_raw_at", "raw", ["at"])
    op.create_table(
        "revision", big("post_id"), whole("number"), text("text"), text("folded"), flag("cut"), blob("digest"),
        big("folded_digest"), big("at"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_revision_post_id_post"),
        sa.PrimaryKeyConstraint("post_id", "number", name="pk_revision"),
    )
    op.create_index("ix_revision_folded_digest", "revision", ["folded_digest"])
    op.create_table(
        "enforcement", key("id"), big("decision_id"), big("case_id"), big("community_id"), big("author_id", null=True),
        whole("ordinal"), text("kind"), text("scope"), text("order"), text("step"), text("state"), text("resend"),
        text("reversible"), text("ends_by"), big("until", null=True), big("due_at"), whole("attempt"), text("holder"),
        big("lease_until", null=True), big("sent_at", null=True), big("confirmed_at", null=True), big("at"),
        text("code"), text("text"), text("result"), flag("by_other"), big("inverse_of", null=True), flag("lift"),
        flag("closing"),
        sa.CheckConstraint("state in ('waiting','sending','sent','confirmed','refused',"
            "'unknown','undone','cancelled')", name="ck_enforcement_state"),
        sa.ForeignKeyConstraint(["author_id"], ["author.id"], name="fk_enforcement_author_id_author"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_enforcement_case_id_case"),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name="fk_enforcement_community_id_community"),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name="fk_enforcement_decision_id_decision"),
        sa.ForeignKeyConstraint(["inverse_of"], ["enforcement.id"], name="fk_enforcement_inverse_of_enforcement"),
        sa.PrimaryKeyConstraint("id", name="pk_enforcement"),
        sa.UniqueConstraint("decision_id", "ordinal", name="uq_enforcement_decision_id_ordinal"),
    )
    op.create_index("ix_enforcement_author_id_state", "enforcement", ["author_id", "state"])
    op.create_index("ix_enforcement_case_id", "enforcement", ["case_id"])
    op.create_index("ix_enforcement_community_id_state_due_at", "enforcement", ["community_id", "state", "due_at"])
    op.create_index("ix_enforcement_decision_id", "enforcement", ["decision_id"])
    op.create_index("ix_enforcement_inverse_of", "enforcement", ["inverse_of"])
    op.create_table(
        "strike", key("id"), big("author_id"), big("decision_id"), text("guideline_id"), big("at"), big("until"),
        big("lifted_at", null=True),
        sa.ForeignKeyConstraint(["author_id"], ["author.id"], name="fk_strike_author_id_author"),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name="fk_strike_decision_id_decision"),
        sa.PrimaryKeyConstraint("id", name="pk_strike"),
    )
    op.create_index("ix_strike_author_id", "strike", ["author_id"])
    op.create_index("ix_strike_decision_id", "strike", ["decision_id"])

# fmt: on

_SQLITE_GUARDS = (
    """CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
    BEGIN SELECT RAISE(ABORT, 'an audit event is never changed'); END""",
    """CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
    BEGIN SELECT RAISE(ABORT, 'an audit event is never deleted'); END""",
    """CREATE TRIGGER audit_event_next_only BEFORE INSERT ON audit_event
    WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit_event)
    BEGIN SELECT RAISE(ABORT, 'an audit event is only appended'); END""",
    """CREATE TRIGGER audit_content_no_update BEFORE UPDATE ON audit_content
    BEGIN SELECT RAISE(ABORT, 'the content of an audit event is erased or kept, never changed'); END""",
)

_POSTGRESQL_GUARDS = (
    """CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the audit chain is only appended to' USING ERRCODE = 'integrity_constraint_violation'; END
    $$""",
    """CREATE FUNCTION audit_next_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit_event) THEN
            RAISE EXCEPTION 'an audit event is only appended' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END
    $$""",
    """CREATE TRIGGER audit_event_fixed BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_event_kept BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_event_next_only BEFORE INSERT ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_next_only()""",
    """CREATE TRIGGER audit_content_fixed BEFORE UPDATE ON audit_content
    FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
)


def _guard_the_chain() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE_GUARDS if on_sqlite else _POSTGRESQL_GUARDS:
        op.execute(statement)


def _search() -> None:
    """Terms are made by the program (pairs of characters where a language has no spaces); no text is kept twice."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE post_search USING fts5("
            "grams, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0')"
        )
        return
    op.execute(
        "CREATE TABLE post_search ("
        "post_id bigint CONSTRAINT pk_post_search PRIMARY KEY "
        "CONSTRAINT fk_post_search_post_id_post REFERENCES post (id) ON DELETE CASCADE, grams tsvector NOT NULL)"
    )
    op.execute("CREATE INDEX ix_post_search_grams ON post_search USING gin (grams)")
