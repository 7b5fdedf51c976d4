"""What holds for every table."""

from __future__ import annotations

import pytest
from sqlalchemy import Boolean, LargeBinary, Table, Text, text

from moderator.store.tables import metadata
from moderator.store.unit import Store

TABLES = pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)


@TABLES
def test_columns_are_of_the_few_kinds_that_both_databases_share(table: Table) -> None:
    """No dates, no floats, no JSON types: whole numbers, texts, bytes, yes or no."""
    kinds = {type(column.type).__name__ for column in table.columns}
    assert kinds <= {"BigInteger", "Integer", "SmallInteger", "Text", "LargeBinary", "Boolean"}


@TABLES
def test_every_constraint_has_a_name(table: Table) -> None:
    """A migration can only change what it can name."""
    assert all(constraint.name for constraint in table.constraints)
    assert all(index.name for index in table.indexes)


@TABLES
def test_texts_are_empty_not_null(table: Table) -> None:
    """One way to say nothing; where a text may be absent its column is not a text."""
    assert not [
        c.name for c in table.columns if isinstance(c.type, Text | Boolean) and c.nullable and c.name != "is_local"
    ]
    assert not [c.name for c in table.columns if isinstance(c.type, LargeBinary) and c.default is not None]


def test_an_id_is_the_address_of_its_row(sqlcipher_store: Store) -> None:
    """On SQLite a second tree for each table would make every look-up twice as long."""
    with sqlcipher_store.read() as r:
        for table in metadata.sorted_tables:
            if [column.name for column in table.primary_key] in (["id"], ["seq"]):
                plan = r.connection.execute(
                    text(f'EXPLAIN QUERY PLAN SELECT 1 FROM "{table.name}" WHERE rowid = 1')
                ).all()
                by_key = r.connection.execute(
                    text(
                        f'EXPLAIN QUERY PLAN SELECT 1 FROM "{table.name}" WHERE {table.primary_key.columns.keys()[0]} = 1'
                    )
                ).all()
                assert "INTEGER PRIMARY KEY" in by_key[0].detail, table.name
                assert plan[0].detail == by_key[0].detail
