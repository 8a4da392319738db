"""The tables of records, as the newest migration leaves them."""

from pathlib import Path

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, MetaData, String, Table, Text, text

from sot_engine.store.schema import Schema

SCHEMA = Schema(name="records", folder=Path(__file__).with_name("migrations"), head="0004")

METADATA = MetaData()

PATIENT = Table("patient", METADATA, Column("key", String, primary_key=True))
"""That there is a patient; never who."""

IDENTITY = Table(
    "identity",
    METADATA,
    Column("patient", String, ForeignKey("patient.key"), primary_key=True),
    Column("ref", String, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("birth_date", String),
    Column("contact", Text, nullable=False),
    Column("salt", String),
)
"""Who a patient is. A row may be corrected, and deleted on a legal request.

The ledger holds a hash of it, made with `salt`; after the deletion nothing can be tried against that hash any more.
"""

PERSON = Table(
    "person",
    METADATA,
    Column("id", String, primary_key=True),
    Column("name", Text, nullable=False),
    Column("credentials", Text, nullable=False),
    Column("role", String, nullable=False),
    Column("password", Text, nullable=False),
)
"""Who records, signs and co-signs; `password` is an argon2 hash."""

PACK = Table(
    "pack",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("id", String, nullable=False),
    Column("version", String, nullable=False),
    Column("content", Text, nullable=False),
)
"""Every pack that assessed something, with the text of its files."""

CHAIN = Table(
    "chain",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("length", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("last_visit", String),
)
"""How long the ledger is and the hash of its last row, kept by the database itself."""

LEDGER = Table(
    "ledger",
    METADATA,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("visit", String),
    Column("step", Integer),
    Column("patient", String, ForeignKey("patient.key")),
    Column("kind", String, nullable=False),
    Column("at", String, nullable=False),
    Column("person", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("follows", String),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ledger_visit", "visit", "step", unique=True),
    Index("ledger_patient", "patient", "number"),
    Index("ledger_opened", "number", sqlite_where=text("kind = 'opened'"), postgresql_where=text("kind = 'opened'")),
)
"""What happened, one row a step, in the order in which it happened."""
