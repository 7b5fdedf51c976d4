"""The incident log: incidents, what belongs to them, what was noted, and their checklists."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def key(name: str) -> sa.Column[Any]:
    # On SQLite only INTEGER is the row's own address.
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False)


def big(name: str, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=null)


def whole(name: str, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=null)


def text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")


def upgrade() -> None:
    op.create_table(
        "incident",
        key("id"), whole("number", null=True), text("title"), text("kind"),
        sa.Column("severity", sa.SmallInteger(), nullable=False), text("state"), big("state_at"),
        big("lead_id", null=True), big("opened_at"), big("opened_by", null=True), big("contained_at", null=True),
        big("closed_at", null=True), text("next_action"), big("next_at", null=True), big("next_by", null=True),
        text("outcome"), text("outcome_text"), text("lesson"), text("cause"), big("saved_at"),
        sa.CheckConstraint(
            "state in ('proposed','open','contained','watching','closed','dismissed')", name=op.f("ck_incident_state")
        ),
        to("incident", "lead_id", "actor"), to("incident", "opened_by", "actor"), to("incident", "next_by", "actor"),
        sa.PrimaryKeyConstraint("id", name="pk_incident"),
        sa.UniqueConstraint("number", name="uq_incident_number"),
    )  # fmt: skip
    op.create_index("ix_incident_state_opened_at", "incident", ["state", "opened_at"])
    op.create_index("ix_incident_cause_state_at", "incident", ["cause", "state_at"])
    op.create_table(
        "incident_link",
        key("id"), big("incident_id"), text("kind"), big("target_id"), text("name"), big("at"), big("by_id", null=True),
        whole("revision"), sa.Column("digest", sa.LargeBinary(), nullable=True),
        to("incident_link", "incident_id", "incident"), to("incident_link", "by_id", "actor"),
        sa.PrimaryKeyConstraint("id", name="pk_incident_link"),
        sa.UniqueConstraint(
            "incident_id", "kind", "target_id", "name", name="uq_incident_link_incident_id_kind_target_id_name"
        ),
    )  # fmt: skip
    op.create_index("ix_incident_link_kind_target_id", "incident_link", ["kind", "target_id"])
    op.create_table(
        "incident_entry",
        key("id"), big("incident_id"), big("at"), text("kind"), big("actor_id", null=True), text("text"), text("facts"),
        big("corrects_id", null=True),
        to("incident_entry", "incident_id", "incident"), to("incident_entry", "actor_id", "actor"),
        to("incident_entry", "corrects_id", "incident_entry"),
        sa.PrimaryKeyConstraint("id", name="pk_incident_entry"),
    )  # fmt: skip
    op.create_index("ix_incident_entry_incident_id_at", "incident_entry", ["incident_id", "at"])
    op.create_table(
        "incident_check",
        key("id"), big("incident_id"), text("item"), whole("ordinal"), text("words"), big("done_at", null=True),
        big("done_by", null=True),
        to("incident_check", "incident_id", "incident"), to("incident_check", "done_by", "actor"),
        sa.PrimaryKeyConstraint("id", name="pk_incident_check"),
        sa.UniqueConstraint("incident_id", "item", name="uq_incident_check_incident_id_item"),
    )  # fmt: skip

