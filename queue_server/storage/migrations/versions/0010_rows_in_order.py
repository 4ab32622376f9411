"""Long rows of SQLite in the order they were written.

Without a rowid, rows lie in the tree of their key. That suits short ones: of rows as long as an event four fit on a page, anything longer
spills over to another one, and requests, whose ids are random, were written all over the tree.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables anew with the same rows; PostgreSQL keeps rows in order anyway."""
    if op.get_bind().dialect.name != "sqlite":
        return
    _make_anew(
        "events",
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("type", sa.String(32), nullable=False),
        sa.Column("service", sa.String(32)),
        sa.Column("data", sa.Text, nullable=False),
        key="seq",
    )
    _make_anew(
        "requests",
        sa.Column("request_id", sa.String(64), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        key="request_id",
    )


def _make_anew(name: str, *columns: sa.Column[object], key: str) -> None:
    before = f"{name}_before"
    op.rename_table(name, before)
    op.create_table(
        name,
        sa.Column("hall_id", sa.String(32), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["hall_id"], ["halls.id"], name=f"fk_{name}_hall_id"),
        sa.PrimaryKeyConstraint("hall_id", key, name=f"pk_{name}"),
    )
    old, new = (sa.table(table, sa.column("hall_id"), *map(_named, columns)) for table in (before, name))
    rows = sa.select(*old.columns).order_by(old.c.hall_id, old.c.at)
    op.execute(new.insert().from_select([column.name for column in new.columns], rows))
    op.drop_table(before)


def _named(column: sa.Column[object]) -> sa.ColumnClause[object]:
    return sa.column(column.name)
