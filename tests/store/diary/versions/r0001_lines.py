"""Lines of text."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table("line", sa.Column("number", sa.Integer, primary_key=True), sa.Column("words", sa.Text))
