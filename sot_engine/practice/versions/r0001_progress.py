"""Answers to cards, what is known of each card, attempted cases, and the steps of cases that are still open."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables. Times are UTC in one form, so that they sort as text."""
    op.create_table(
        "answer",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("deck", sa.Text, nullable=False),
        sa.Column("card", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("rating", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("took_ms", sa.Integer),
        sa.Column("recall", sa.Float),
    )
    op.create_index("answer_by_card", "answer", ["deck", "card"])
    op.create_index("answer_by_time", "answer", ["at"])
    op.create_table(
        "known",
        sa.Column("deck", sa.Text, primary_key=True),
        sa.Column("card", sa.Text, primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("since", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("step", sa.Integer),
        sa.Column("stability", sa.Float, nullable=False),
        sa.Column("difficulty", sa.Float, nullable=False),
        sa.Column("due", sa.Text, nullable=False),
        sa.Column("last", sa.Text, nullable=False),
    )
    op.create_table(
        "attempt",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("ended", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "step",
        sa.Column("session", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
