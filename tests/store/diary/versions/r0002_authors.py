"""Who wrote a line."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("line", sa.Column("author", sa.Text))
