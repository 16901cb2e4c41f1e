"""Patterns with their own history, commitments of heads, acknowledgement of weekly summaries.

Revision ID: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

UNIT = sa.String(length=32)

# The history of a pattern is written once, as that of a case is.
APPEND_ONLY = """
CREATE FUNCTION refuse_change_of_pattern_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'pattern_events is append-only';
END $$;
CREATE TRIGGER pattern_events_append_only BEFORE UPDATE OR DELETE ON pattern_events
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_pattern_history();
CREATE TRIGGER pattern_events_no_truncate BEFORE TRUNCATE ON pattern_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_pattern_history();
"""


def upgrade() -> None:
    _patterns()
    _history()
    _weekly()
    op.execute(APPEND_ONLY)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)


def _patterns() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "pattern_cases",
        _id(),
        sa.Column("kind", UNIT, nullable=False),
        sa.Column("state", UNIT, nullable=False),
        sa.Column("unit", UNIT, nullable=False),
        sa.Column("owner", UNIT, nullable=False),
        sa.Column("others", postgresql.JSONB(), nullable=False),
        sa.Column("category", UNIT, nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(), nullable=False),
        sa.Column("cases", postgresql.JSONB(), nullable=False),
        sa.Column("opened_at", moment, nullable=False),
        sa.Column("due_at", moment, nullable=True),
        sa.Column("remedy_on", sa.Date(), nullable=True),
        sa.Column("check_on", sa.Date(), nullable=True),
        sa.Column("closed_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("state", "unit", "owner", "due_at"):
        op.create_index(op.f(f"ix_pattern_cases_{column}"), "pattern_cases", [column], unique=False)


def _history() -> None:
    op.create_table(
        "pattern_events",
        _id(),
        sa.Column("pattern_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", UNIT, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("party", sa.String(length=16), nullable=False),
        sa.Column("unit", UNIT, nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("data", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["pattern_id"], ["pattern_cases.id"]),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("pattern_id", "seq"),
    )
    op.create_table(
        "pattern_texts",
        _id(),
        sa.Column("pattern_id", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["pattern_id"], ["pattern_cases.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_pattern_texts_pattern_id"), "pattern_texts", ["pattern_id"], unique=False)


def _weekly() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "commitments",
        _id(),
        sa.Column("unit", UNIT, nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("said_at", moment, nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_commitments_unit"), "commitments", ["unit"], unique=False)
    op.create_table(
        "weekly_acknowledgements",
        sa.Column("unit", UNIT, nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        sa.PrimaryKeyConstraint("unit", "week"),
    )
