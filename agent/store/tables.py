"""The tables, as SQLAlchemy Core knows them; the same on SQLite and PostgreSQL."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

# SQLite counts rowids by itself only in a column declared exactly INTEGER.
_Id = BigInteger().with_variant(Integer, "sqlite")

sites = Table(
    "sites",
    metadata,
    Column("name", Text, primary_key=True),
    Column("salt_key", LargeBinary, nullable=False),
    Column("created", Text, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("site", Text, primary_key=True),
    Column("run", Integer, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),
    Column("started", Text, nullable=False),
    Column("ended", Text),
    Column("as_of", Text, nullable=False),
    Column("profile", Text, nullable=False),
    Column("demonstration", Boolean, nullable=False),
    Column("tool", Text, nullable=False),
    Column("settings_digest", Text, nullable=False),
    Column("config_path", Text, nullable=False),
)

# A unit's rows, in any table, count only once its state is `done`.
units = Table(
    "units",
    metadata,
    Column("unit", _Id, primary_key=True),
    Column("site", Text, nullable=False),
    Column("run", Integer, nullable=False),
    Column("collector", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("kinds", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("detail", Text, nullable=False, default=""),
    Column("ground", Text, nullable=False, default="none"),
    Column("completeness", Text, nullable=False, default="complete"),
    Column("facts", Integer, nullable=False, default=0),
    Column("changed", Integer, nullable=False, default=0),
    Column("unseen", Text, nullable=False, default="[]"),
    Column("started", Text, nullable=False),
    Column("ended", Text),
    Index("units_by_run", "site", "run"),
)

exhibit_chunks = Table(
    "exhibit_chunks",
    metadata,
    Column("exhibit", BigInteger, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
)

# Which facts an exhibit shows: compressed JSON lists of keys, by kind.
exhibit_keys = Table(
    "exhibit_keys",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("exhibit", BigInteger, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("shown", LargeBinary, nullable=False),
)

# Append-only: a row is written when a fact changes; without leaf and body it is a tombstone.
state = Table(
    "state",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("site", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("run", Integer, nullable=False),
    Column("unit", BigInteger, nullable=False, index=True),
    Column("leaf", LargeBinary),
    Column("body", LargeBinary),
    Index("state_by_key", "site", "kind", "source", "key", "id"),
)

# Append-only: the visible row of a key stays the first; two running units may both have one.
events = Table(
    "events",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("site", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("run", Integer, nullable=False),
    Column("unit", BigInteger, nullable=False, index=True),
    Column("leaf", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("site", "source", "kind", "key", "unit", name="event_once"),
)

# The latest values only: a unit writes what changed, and deletes the older rows when it is done.
readings = Table(
    "readings",
    metadata,
    Column("unit", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("leaf", LargeBinary),
    Column("body", LargeBinary),  # null only inside the transaction that deletes it
    Index("readings_by_source", "site", "kind", "source"),
)

judgements = Table(
    "judgements",
    metadata,
    Column("judgement", _Id, primary_key=True),
    Column("site", Text, nullable=False),
    Column("run", Integer, nullable=False),
    Column("judged_at", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("judgements_by_run", "site", "run"),
)

derived = Table(
    "derived",
    metadata,
    Column("judgement", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
)

ledger = Table(
    "ledger",
    metadata,
    Column("site", Text, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
    Column("body", LargeBinary, nullable=False),
)

locks = Table(
    "locks",
    metadata,
    Column("site", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("token", Text, nullable=False),
    Column("started", Text, nullable=False),
    Column("beat", Text, nullable=False),
)

refusals = Table(
    "refusals",
    metadata,
    Column("site", Text, primary_key=True),
    Column("realm", Text, primary_key=True),
    Column("user", Text, primary_key=True),
    Column("secret", LargeBinary, primary_key=True),  # keyed digest, never the secret
    Column("refused", Text, nullable=False),
)

# What later migrations add: the first one creates the tables above, and only those.
added = MetaData()

# What is known of one but its digest is in the ledger alone, in the entry of that place.
exhibits = Table(
    "exhibits",
    added,
    Column("exhibit", _Id, primary_key=True),
    Column("site", Text, nullable=False),
    Column("unit", BigInteger, nullable=False, index=True),
    Column("digest", Text, nullable=False, index=True),
    Column("entry", Integer, nullable=False),
)

# Append-only: one is taken back by another (`withdraws`).
statements = Table(
    "statements",
    added,
    Column("site", Text, primary_key=True),
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
    Column("user", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("withdraws", Integer),
)

# Free words, apart so that they can be erased.
statement_texts = Table(
    "statement_texts",
    added,
    Column("site", Text, primary_key=True),
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
)

# Append-only: what a run was set to, canonical, without any secret.
run_settings = Table(
    "run_settings",
    added,
    Column("site", Text, primary_key=True),
    Column("run", Integer, primary_key=True, autoincrement=False),
    Column("digest", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

# Append-only, numbered without a gap; without a key there is no signature.
seals = Table(
    "seals",
    added,
    Column("site", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("run", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("signature", LargeBinary),
    Column("key", Text),
    Column("public", Text),
    Column("at", Text, nullable=False),
)

# Append-only: the documents whose digests a seal holds, compressed.
sealed_documents = Table(
    "sealed_documents",
    added,
    Column("site", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

# Under a seal, what tells of persons under pseudonyms: erased with the names of its run.
sealed_pseudonyms = Table(
    "sealed_pseudonyms",
    added,
    Column("site", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
)

# Append-only: replies of timestamp authorities, several of a seal if several were asked.
timestamps = Table(
    "timestamps",
    added,
    Column("site", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("digest", Text, primary_key=True),
    Column("reply", LargeBinary, nullable=False),
    Column("time", Text, nullable=False),
)

# Append-only: what was erased by age; digests and counts stay where they were.
erased_bodies = Table(
    "erased_bodies",
    added,
    Column("site", Text, primary_key=True),
    Column("exhibit", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
)
erased_runs = Table(
    "erased_runs",
    added,
    Column("site", Text, primary_key=True),
    Column("run", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
)
