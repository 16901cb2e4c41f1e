"""What hangs over a case: offers, rulings, proposals, measures, meetings, merging."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

UNIT = sa.String(length=32)


def upgrade() -> None:
    """All of it is empty for the cases that are there."""
    moment = sa.DateTime(timezone=True)
    op.add_column("cases", sa.Column("offered_to", UNIT, nullable=True))
    op.add_column("cases", sa.Column("ruling_by", UNIT, nullable=True))
    op.add_column("cases", sa.Column("review_since", moment, nullable=True))
    op.add_column("cases", sa.Column("extension_days", sa.Integer(), nullable=True))
    op.add_column("cases", sa.Column("refusal_rule", sa.String(length=32), nullable=True))
    op.add_column("cases", sa.Column("checked", sa.String(length=16), nullable=True))
    op.add_column("cases", sa.Column("measure_due_at", moment, nullable=True))
    op.add_column("cases", sa.Column("meet_by", moment, nullable=True))
    op.add_column("cases", sa.Column("merged_into", sa.String(length=24), nullable=True))
    for column in ("offered_to", "ruling_by", "merged_into"):
        op.create_index(op.f(f"ix_cases_{column}"), "cases", [column], unique=False)
