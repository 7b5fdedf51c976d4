"""The revisions: they make exactly the tables that the program speaks, they stand alone, and they cost no start."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import IntegrityError

from moderator.domain.audit import Event
from moderator.store import backup, migrations, opening, sqlcipher
from moderator.store.tables import metadata
from moderator.store.unit import Store
from tests.helpers.clock import FrozenClock
from tests.helpers.scene import Scene
from tests.helpers.stores import KEY

HERE = Path(migrations.__file__).parent
ROOT = Path(__file__).parents[3]
REVISIONS = sorted((HERE / "versions").glob("*.py"))


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    return ScriptDirectory.from_config(config)


def is_ours(name: str | None, kind: str) -> bool:
    """The search index differs between the two databases and stands in no common table."""
    return not (kind == "table" and (name or "").startswith(("post_search", "alembic_version")))


def test_what_the_program_knows_is_what_lies_in_the_folder() -> None:
    """Written down twice, so that reading the revision costs no import."""
    found = scripts()
    assert found.get_heads() == [migrations.HEAD]
    assert tuple(s.revision for s in reversed(list(found.walk_revisions()))) == migrations.KNOWN


@pytest.mark.parametrize("revision", REVISIONS, ids=lambda path: path.stem)
def test_a_revision_imports_nothing_of_the_program(revision: Path) -> None:
    """It must still do the same when the program around it has moved on."""
    tree = ast.parse(revision.read_text(encoding="utf-8"))
    roots = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or "moderator"])
    }
    assert roots <= {"__future__", "typing", "sqlalchemy", "alembic"}


def test_the_newest_revision_makes_the_tables_that_the_program_speaks(store: Store) -> None:
    """Table by table, column by column, type by type, index by index, on both databases."""
    with store.engine.execution_options(door="read").connect() as connection, connection.begin():
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_name": lambda name, kind, parents: is_ours(name, kind),
            },
        )
        assert compare_metadata(context, metadata) == []
        found = inspect(connection)
        for table in metadata.sorted_tables:
            checks = {check["name"] for check in found.get_check_constraints(table.name)}
            wanted = {c.name for c in table.constraints if type(c).__name__ == "CheckConstraint"}
            assert wanted <= checks, table.name
            keys = {key["name"] for key in found.get_foreign_keys(table.name)}
            assert {key.name for key in table.foreign_key_constraints} <= keys, table.name


def test_upgrading_again_changes_nothing(store: Store) -> None:
    """A schema that is up to date is left alone, with what stands in it."""
    with store.write() as tx:
        tx.record(Event("a.done", "x:1"))
    with store.write() as tx:
        migrations.upgrade(tx.connection)
        assert migrations.current(tx.connection) == migrations.HEAD
    with store.read() as r:
        assert r.audit.head().seq == 1


def test_an_empty_database_has_no_revision(tmp_path: Path) -> None:
    """And is told from an old one."""
    from moderator.store import sqlcipher

    engine = sqlcipher.make_engine(tmp_path / "empty.db", KEY)
    with engine.connect() as connection:
        assert migrations.current(connection) is None
    engine.dispose()


def test_a_migration_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It runs in one transaction: old or new, never between. Here the last step of the first revision fails."""
    from moderator.store import schema, sqlcipher
    from tests.helpers.clock import FrozenClock

    def broken(connection: object) -> None:
        real(connection)  # type: ignore[arg-type]
        raise RuntimeError("on purpose")

    real = migrations.upgrade
    monkeypatch.setattr(migrations, "upgrade", broken)
    engine = sqlcipher.make_engine(tmp_path / "new.db", KEY)
    with pytest.raises(RuntimeError, match="on purpose"):
        schema.upgrade(engine, FrozenClock())
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    engine.dispose()


def test_alembic_is_not_imported_when_the_schema_is_up_to_date(record_folder: Path) -> None:
    """It takes 0.4 s; a start that has nothing to migrate does not pay them."""
    program = (
        "import sys, pathlib\n"
        "from moderator.store import opening\n"
        "class Clock:\n"
        "    now = staticmethod(lambda: 1)\n"
        f"store = opening.open_record(pathlib.Path(sys.argv[1]), bytes.fromhex('{KEY.hex()}'), Clock(), owner=True)\n"
        "with store.read() as r: r.audit.head()\n"
        "store.close()\n"
        "print('alembic' in sys.modules)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(record_folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout == "False\n"


# --- the guards of the chain --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET kind = 'x' WHERE seq = 1",
        "DELETE FROM audit_event WHERE seq = 2",
        "UPDATE audit_content SET content = '{}' WHERE seq = 1",
        "INSERT INTO audit_event SELECT 9, at, actor, kind, subject, facts, commitment, previous, hash "
        "FROM audit_event WHERE seq = 1",
        "INSERT INTO audit_event SELECT * FROM audit_event WHERE seq = 1",
    ],
)
def test_the_chain_refuses_accidents(store: Store, statement: str) -> None:
    """Changing, deleting, leaving a gap, adding a number twice."""
    two_events(store)
    with pytest.raises(IntegrityError), store.write() as tx:
        tx.connection.execute(text(statement))
    with store.read() as r:
        assert r.audit.verify() is None and r.audit.head().seq == 2


def test_replacing_an_event_is_refused(sqlcipher_store: Store) -> None:
    """SQLite's INSERT OR REPLACE would go round a delete trigger."""
    two_events(sqlcipher_store)
    with pytest.raises(IntegrityError), sqlcipher_store.write() as tx:
        tx.connection.execute(
            text("INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event WHERE seq = 2 AND kind = kind")
        )


def test_emptying_the_chain_is_refused(postgres_store: Store) -> None:
    """PostgreSQL's TRUNCATE fires no row trigger."""
    two_events(postgres_store)
    with pytest.raises(IntegrityError), postgres_store.write() as tx:
        tx.connection.execute(text("TRUNCATE audit_event CASCADE"))


def two_events(store: Store) -> None:
    with store.write() as tx:
        tx.record(Event("a.done", "x:1", content={"text": "words"}))
        tx.record(Event("b.done", "x:1"))


# --- a record of an older program -----------------------------------------------------------------------------------

FRESH = ("incident_check", "incident_entry", "incident_link", "incident")


def back_to_the_first(connection: Connection) -> None:
    """What 0002 brought is taken away again, as if it had never been there."""
    for table in FRESH:
        connection.execute(text(f"DROP TABLE {table}"))
    connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))


def test_the_first_revision_makes_none_of_the_later_tables(tmp_path: Path) -> None:
    """So that taking them away leaves exactly what an older program had."""
    engine = sqlcipher.make_engine(tmp_path / "first.db", KEY)
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with engine.execution_options(door="write").connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        assert not set(FRESH) & set(inspect(connection).get_table_names())
        command.upgrade(config, "0002")
        assert set(FRESH) <= set(inspect(connection).get_table_names())
    engine.dispose()


def test_an_encrypted_record_keeps_everything_and_is_backed_up_before(
    sqlcipher_store: Store, record_folder: Path, clock: FrozenClock
) -> None:
    scene = Scene(sqlcipher_store, clock).build()
    case_id = scene.case(text="kept words")
    with sqlcipher_store.write() as tx:
        tx.record(Event("a.done", "x:1"))
        back_to_the_first(tx.connection)
    sqlcipher_store.close()
    opened = opening.open_record(record_folder, KEY, clock, owner=True)
    with opened.read() as reads:
        assert migrations.current(reads.connection) == migrations.HEAD
        assert [row.excerpt for row in reads.cases.rows([case_id])] == ["kept words"]
        assert reads.audit.head().seq == 1 and reads.audit.verify() is None
        assert reads.incidents.counts().live == 0
    opened.close()
    (copy,) = (record_folder / backup.FOLDER).iterdir()
    assert "before-0001" in copy.name and backup.check(copy, KEY).seq == 1


def test_a_teams_database_keeps_everything(own_postgres_database: dict[str, str], clock: FrozenClock) -> None:
    store = opening.open_team(own_postgres_database, "", clock, owner=False)
    case_id = Scene(store, clock).build().case(text="kept words")
    with store.write() as tx:
        back_to_the_first(tx.connection)
    store.close()
    opened = opening.open_team(own_postgres_database, "", clock, owner=True)
    with opened.read() as reads:
        assert migrations.current(reads.connection) == migrations.HEAD
        assert [row.excerpt for row in reads.cases.rows([case_id])] == ["kept words"]
    opened.close()


@pytest.mark.parametrize("table", FRESH)
def test_an_upgraded_record_takes_incidents(sqlcipher_store: Store, table: str) -> None:
    with sqlcipher_store.read() as reads:
        assert reads.connection.scalar(text(f"SELECT count(*) FROM {table}")) == 0
