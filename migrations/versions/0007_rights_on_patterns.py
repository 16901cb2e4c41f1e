"""The program's role may add to the history of patterns and read it, no more, as to that of cases."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The trigger of 0006 binds every role; this takes the right itself."""
    op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON pattern_events FROM CURRENT_USER, PUBLIC")
