"""A salt beside each identity, so that the ledger can hold a hash of it that says nothing once it is erased."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Identities that are there already have none; the ledger says nothing of them until they are corrected."""
    op.add_column("identity", sa.Column("salt", sa.String))
