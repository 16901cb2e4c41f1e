"""The role of the program may add to history and read it, nothing else; the trigger holds for every role."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A superuser is bound by the trigger alone, which is why there is one."""
    op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON case_events FROM CURRENT_USER, PUBLIC")
