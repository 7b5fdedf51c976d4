"""What was kept long enough goes; a person who asks for it goes at once, to the last byte; the chain stays whole."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, func, select, text
from sqlalchemy.event import listen

from moderator.domain.action import (
    ActionKind,
    ActionOrder,
    ResendClass,
    Reversible,
    Scope,
    Step,
    Target,
)
from moderator.domain.audit import Event
from moderator.domain.errors import BusyError, KnownError
from moderator.domain.keeping import FIRST, Aged
from moderator.store import audit, backup, erasure, opening, sqlcipher, tables
from moderator.store.repo import encode
from moderator.store.unit import Store, Tx
from tests.helpers.clock import START, FrozenClock
from tests.helpers.pages import decrypted
from tests.helpers.stores import KEY

CANARY = "canaryzebra"
PERSON = "@canaryzebra:example.org"
DAY = 86_400 * 1_000_000
COMMUNITY, PLACE, ACTOR, VERA, OTTO = 1, 2, 3, 10, 11


def insert(tx: Tx, table: Table, **values: Any) -> None:
    tx.connection.execute(table.insert().values(**values))


def build(store: Store) -> None:
    """A community with Vera, who will be erased, and Otto, who stays."""
    with store.write() as tx:
        insert(tx, tables.actor, id=ACTOR, name="Aoi", role="moderator", created_at=1)
        insert(tx, tables.community, id=COMMUNITY, platform="x", name="X", state_since=1, created_at=1)
        insert(tx, tables.place, id=PLACE, community_id=COMMUNITY, native_id="#tea", name="tea")
        for number, name in ((VERA, PERSON), (OTTO, "@otto:example.org")):
            insert(
                tx, tables.author, id=number, community_id=COMMUNITY, native_id=name, handle=name,
                display_name=f"{name} name", url=f"https://example.org/{name}", facts=encode({"of": name}),
                first_seen_at=1, fetched_at=1, created_at=1,
            )  # fmt: skip


def add_post(store: Store, number: int, author: int, words: str, received: int = START) -> None:
    """A post in every table that holds something of it: revisions, raw bytes, the search index."""
    with store.write() as tx:
        insert(
            tx, tables.post, id=number, community_id=COMMUNITY, place_id=PLACE, author_id=author,
            native_id=f"$post{number}", created_at=received, received_at=received, revision=2,
            url=f"https://example.org/{words}", attachments=encode([{"name": words}]),
        )  # fmt: skip
        for revision in (1, 2):
            digest = hashlib.sha256(words.encode()).digest()
            insert(
                tx, tables.revision, post_id=number, number=revision, text=f"{words} {revision}",
                folded=words, digest=digest, folded_digest=77, at=received,
            )  # fmt: skip
            insert(tx, tables.raw, post_id=number, number=revision, bytes=words.encode(), at=received)
        index = "INSERT INTO post_search (rowid, grams) VALUES (:id, :words)"
        if tx.connection.dialect.name == "postgresql":
            index = "INSERT INTO post_search (post_id, grams) VALUES (:id, to_tsvector('simple', :words))"
        tx.connection.execute(text(index), {"id": number, "words": words})


def add_case(store: Store, number: int, post: int, author: int, words: str, **values: Any) -> None:
    """With a flag by *author*'s counterpart, a note, and the neighbourhood as it was fetched."""
    with store.write() as tx:
        case = {
            "id": number, "community_id": COMMUNITY, "place_id": PLACE, "subject": "post", "subject_id": post,
            "author_id": author, "severity": 2, "opened_at": START, "due_at": START, "rank": START,
            "context": encode({"before": [words]}), "abilities": encode([words]), "context_error": words,
        }  # fmt: skip
        insert(tx, tables.case, **{**case, **values})
        insert(
            tx, tables.flag, id=number, community_id=COMMUNITY, case_id=number, key=f"report{number}",
            source="member", reporter_id=OTTO if author == VERA else VERA, comment=words, label=words,
            spans=encode([words]), raw=words.encode(), created_at=START, received_at=START,
        )  # fmt: skip
        insert(tx, tables.note, id=number, case_id=number, actor_id=ACTOR, at=START, text=words)
        tx.record(Event("case.noted", f"case:{number}", facts={"note": number}, content={"words": words}), author)


def add_decision(store: Store, case: int, words: str, state: str = "confirmed", **values: Any) -> None:
    target = Target(words, f"$post-{words}", facts={"of": words})
    order = ActionOrder(ActionKind.BAN, Scope.PLACE, target, reason=words, message=words)
    step = Step(
        ActionKind.BAN, Scope.PLACE, ResendClass.STATE, Reversible.YES, key=words,
        request={"path": words}, inverse={"path": words},
    )  # fmt: skip
    with store.write() as tx:
        decision = {
            "id": case, "key": case, "public_id": f"p{case}", "case_id": case, "number": 1, "actor_id": ACTOR, "at": START,
            "finding": "breach", "reason": words, "facts": words, "permalink": words, "content_digest": bytes(32),
        }  # fmt: skip
        insert(tx, tables.decision, **{**decision, **values})
        insert(
            tx, tables.enforcement, id=case, decision_id=case, case_id=case, community_id=COMMUNITY, author_id=VERA,
            ordinal=0, kind="ban", scope="place", order=encode(order), step=encode(step), state=state, resend="state",
            reversible="reversible", ends_by="nobody", due_at=START, at=START, text=words, result=encode({"of": words}),
        )  # fmt: skip
        insert(tx, tables.strike, id=case, author_id=VERA, decision_id=case, at=START, until=START)


@pytest.fixture
def town(store: Store) -> Store:
    """Vera wrote, was reported, decided about, reported others, and stands in a neighbour's case and elsewhere."""
    build(store)
    add_post(store, 100, VERA, CANARY)
    add_post(store, 101, VERA, CANARY)
    add_post(store, 200, OTTO, "tea for everybody")
    add_case(store, 1000, 100, VERA, CANARY, state="decided", decisions=1)
    add_case(store, 2000, 200, OTTO, "biscuits", context=encode({"before": [f"{PERSON} wrote {CANARY}"]}))
    add_decision(store, 1000, CANARY)
    with store.write() as tx:
        insert(
            tx, tables.request, id=1, kind="context", community_id=COMMUNITY, asked_at=START, expires_at=START,
            state="done", arguments=encode({"of": CANARY}), answer=CANARY.encode(),
        )  # fmt: skip
        insert(
            tx, tables.quarantine, id=1, community_id=COMMUNITY, kind="post", reason=f"not readable: {PERSON}",
            native_id=PERSON, raw=f'{{"sender": "{PERSON}", "body": "{CANARY}"'.encode(), digest=bytes(32), at=START,
        )  # fmt: skip
        tx.record(Event("case.context_kept", "case:2000", content={"quoted": f"{PERSON} wrote"}))
    return store


def count(store: Store, table: Table) -> int:
    with store.read() as r:
        return r.connection.scalar(select(func.count()).select_from(table)) or 0


def everything(store: Store) -> str:
    """Every value of every row of every table."""
    with store.read() as r:
        return "\n".join(
            repr([bytes(value) if isinstance(value, memoryview) else value for value in row])
            for table in tables.metadata.sorted_tables
            for row in r.connection.execute(select(table))
        )


def search_hits(store: Store) -> list[int]:
    with store.read() as r:
        if r.connection.dialect.name == "postgresql":
            query = "SELECT post_id FROM post_search WHERE grams @@ to_tsquery('simple', :word)"
        else:
            query = "SELECT rowid FROM post_search WHERE post_search MATCH :word"
        return list(r.connection.scalars(text(query), {"word": CANARY}))


# --- one person ---------------------------------------------------------------------------------------------------


def test_nothing_of_an_erased_person_is_left_in_any_row(town: Store) -> None:
    """No word, no name, no id of the platform; before, they stood in every table that knows people."""
    assert everything(town).count(CANARY) > 30 and search_hits(town) == [100, 101]
    erased = erasure.erase_author(town, VERA, ACTOR, "she asked for it")
    assert (erased.posts, erased.decisions) == (2, 1) and erased.contents == 2
    assert CANARY not in everything(town) and search_hits(town) == []


def test_the_chain_stays_whole_and_says_that_it_was_done(town: Store) -> None:
    """By whom, and why; not who: only our number, which now belongs to a pseudonym."""
    erasure.erase_author(town, VERA, ACTOR, "she asked for it")
    with town.read() as r:
        assert r.audit.verify() is None
        (link,) = [link for link in r.audit.links() if link.kind == "author.erased"]
        assert (link.actor, link.subject) == (ACTOR, f"author:{VERA}")
        content = r.connection.scalar(
            select(tables.audit_content.c.content).where(tables.audit_content.c.seq == link.seq)
        )
        assert "she asked for it" in content
        assert CANARY not in "".join(audit.export_lines(r.audit))


def test_what_was_decided_stays_about_a_pseudonym(town: Store) -> None:
    """The figures still count; other people's words are untouched; the views still open."""
    erasure.erase_author(town, VERA, ACTOR)
    for table in (tables.post, tables.case, tables.flag, tables.decision, tables.enforcement, tables.strike):
        assert count(town, table) > 0
    with town.read() as r:
        handle = r.connection.scalar(select(tables.author.c.handle).where(tables.author.c.id == VERA))
        assert handle == f"erased-{VERA:x}"
        assert r.decisions.of_case(1000)[0].enforcements[0].kind is ActionKind.BAN
        job = r.outbox.job(1000)
        assert job is not None and job.step.request == {}
    assert "tea for everybody" in everything(town) and "@otto:example.org" in everything(town)


def test_a_neighbours_case_loses_only_its_fetched_surroundings(town: Store) -> None:
    """They quoted the person; the worker fetches them again when somebody opens the case."""
    erasure.erase_author(town, VERA, ACTOR)
    with town.read() as r:
        row = r.connection.execute(select(tables.case).where(tables.case.c.id == 2000)).one()
        notes = set(r.connection.scalars(select(tables.note.c.text).where(tables.note.c.case_id == 2000)))
    assert (row.context, row.context_at) == ("", None) and notes == {"biscuits"}


def test_no_byte_is_left_in_the_file_or_its_log(town: Store, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Every page decrypted, freed ones too, and every frame of the log; and a backup made afterwards."""
    if town.engine.dialect.name != "sqlite":
        erasure.erase_author(town, VERA, ACTOR)  # PostgreSQL cleans its pages in its own time
        assert CANARY not in everything(town)
        return
    path = request.getfixturevalue("record_folder") / sqlcipher.FILE_NAME
    assert decrypted(path, KEY).count(CANARY.encode()) > 10  # the search can find
    erasure.erase_author(town, VERA, ACTOR)
    made = backup.write(town.engine, tmp_path / "backup.db", KEY)
    for file in (path, made.path):
        plain = decrypted(file, KEY)
        assert b"tea for everybody" in plain and CANARY.encode() not in plain


def test_a_cleaning_that_somebody_held_up_is_done_at_the_next_start(
    town: Store, request: pytest.FixtureRequest, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows are gone at once; the freed pages wait for the reader who is still at work."""
    if town.engine.dialect.name != "sqlite":
        assert erasure.erase_author(town, VERA, ACTOR).cleaned
        return
    monkeypatch.setattr(sqlcipher, "BUSY_MILLISECONDS", 50)
    folder = request.getfixturevalue("record_folder")
    impatient = opening.open_record(folder, KEY, clock, owner=False)
    with town.read() as r:
        r.audit.head()  # a snapshot is taken
        assert not erasure.erase_author(impatient, VERA, ACTOR).cleaned
    assert CANARY not in everything(impatient)
    assert CANARY.encode() in decrypted(folder / sqlcipher.FILE_NAME, KEY)
    impatient.close()
    town.close()
    opening.open_record(folder, KEY, clock, owner=True).close()
    assert CANARY.encode() not in decrypted(folder / sqlcipher.FILE_NAME, KEY)


def test_an_unknown_author_is_said(town: Store) -> None:
    """Nothing is recorded."""
    before = everything(town)
    with pytest.raises(KnownError) as caught:
        erasure.erase_author(town, 999, ACTOR)
    assert caught.value.code == "no_author" and everything(town) == before


def test_a_legal_hold_keeps_the_person(town: Store) -> None:
    """It overrides; nothing was changed."""
    with town.write() as tx:
        tx.connection.execute(tables.decision.update().values(legal_hold=True))
    before = everything(town)
    with pytest.raises(KnownError) as caught:
        erasure.erase_author(town, VERA, ACTOR)
    assert caught.value.code == "legal_hold" and everything(town) == before


@pytest.mark.parametrize("state", ["waiting", "sending", "sent", "unknown", "refused"])
def test_what_is_on_its_way_is_finished_first(town: Store, state: str) -> None:
    """An effect that nobody could address any more would be lost."""
    with town.write() as tx:
        tx.connection.execute(tables.enforcement.update().values(state=state))
    before = everything(town)
    with pytest.raises(BusyError) as caught:
        erasure.erase_author(town, VERA, ACTOR)
    assert caught.value.code == "outbox_open" and everything(town) == before


def test_a_message_that_arrived_and_cannot_be_read_back_does_not_hold_up_an_erasure(town: Store) -> None:
    """It stays `sent` for ever; while it is still looked for, it does hold it up."""
    with town.write() as tx:
        looked_for = {"state": "sent", "resend": "additive", "lease_until": tx.now}
        tx.connection.execute(tables.enforcement.update().values(looked_for))
    with pytest.raises(BusyError):
        erasure.erase_author(town, VERA, ACTOR)
    with town.write() as tx:
        tx.connection.execute(tables.enforcement.update().values(lease_until=None))
    assert erasure.erase_author(town, VERA, ACTOR).author_id == VERA


def test_a_person_is_found_by_handle_or_id(town: Store) -> None:
    """With how much there is; once erased, by nothing."""
    with town.read() as r:
        assert r.erasure.find(PERSON) == [(VERA, PERSON, 2)]
        assert r.erasure.find("@nobody:example.org") == []
    erasure.erase_author(town, VERA, ACTOR)
    with town.read() as r:
        assert r.erasure.find(PERSON) == r.erasure.find(f"erased-{VERA:x}") == []


# --- retention ----------------------------------------------------------------------------------------------------


@pytest.fixture
def old(store: Store) -> Store:
    """Posts of day 0, 1 and 2, and one of each fate on day 0."""
    build(store)
    for day in (0, 1, 2):
        add_post(store, 100 + day, VERA, "plain", START + day * DAY)
    for number, state in ((201, "open"), (202, "decided"), (203, "escalated"), (204, "snoozed"), (205, "claimed")):
        add_post(store, number, VERA, state)
        add_case(store, number * 10, number, VERA, state, state=state)
    add_post(store, 206, VERA, "decided before, open again")
    add_case(store, 2060, 206, VERA, "reopened", state="open", decisions=1)
    return store


def posts(store: Store) -> set[int]:
    with store.read() as r:
        return set(r.connection.scalars(select(tables.post.c.id)))


def let_go(store: Store, kind: Aged, before: int) -> int:
    """What retention does about one kind."""
    with store.read() as r:
        ids = r.erasure.due(kind, before).ids
    with store.write() as tx:
        return tx.erasure.forget(kind, ids, before)


def test_posts_that_nobody_acted_on_go(old: Store) -> None:
    """Older than the limit, with their open cases; what somebody decided, escalated or took up stays."""
    assert let_go(old, Aged.POSTS, START + DAY) == 2
    assert posts(old) == {101, 102, 202, 203, 204, 205, 206}
    with old.read() as r:
        left = {
            table.name: set(r.connection.scalars(select(table.c.post_id))) for table in (tables.raw, tables.revision)
        }
        cases = set(r.connection.scalars(select(tables.case.c.id)))
        flags = set(r.connection.scalars(select(tables.flag.c.case_id)))
    assert left == {"raw": posts(old), "revision": posts(old)}
    assert cases == flags == {2020, 2030, 2040, 2050, 2060}
    assert let_go(old, Aged.POSTS, START + DAY) == 0


def test_a_look_is_a_small_piece_and_the_next_goes_on_behind_it(old: Store) -> None:
    """Each row is looked at once, however many of them stay."""
    looks, after = [], FIRST
    with old.read() as r:
        while after is not None:
            found = r.erasure.due(Aged.POSTS, START + 9 * DAY, after, window=3)
            looks.append(found.ids)
            after = found.after
    assert looks == [(100, 201), (), (101, 102), ()]


def test_a_post_that_somebody_acted_on_after_the_look_stays(old: Store) -> None:
    with old.read() as r:
        ids = r.erasure.due(Aged.POSTS, START + DAY).ids
    assert sorted(ids) == [100, 201]
    with old.write() as tx:
        tx.connection.execute(tables.case.update().where(tables.case.c.id == 2010).values(state="escalated"))
        assert tx.erasure.forget(Aged.POSTS, ids, START + DAY) == 1
    assert 201 in posts(old) and 100 not in posts(old)


@pytest.mark.parametrize(
    ("kind", "index"),
    [
        (Aged.POSTS, "ix_post_received_at"),
        (Aged.RAW, "ix_raw_at"),
        (Aged.REPORTS, "ix_flag_raw_received_at"),
        (Aged.REPORTERS, "ix_flag_reporter_case_id"),
    ],
)
def test_each_look_at_a_large_table_goes_by_an_index(sqlcipher_store: Store, kind: Aged, index: str) -> None:
    """Read from the database's own plan: no table is read whole and nothing is sorted."""
    plans: list[str] = []

    def explain(connection: Any, cursor: Any, statement: str, values: Any, *_: object) -> None:
        if statement.startswith("SELECT"):
            rows = connection.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
            plans.extend(row[3] for row in rows)

    with sqlcipher_store.read() as r:
        listen(r.connection, "before_cursor_execute", explain)
        r.erasure.due(kind, START)
    assert index in plans[0]
    assert not [plan for plan in plans if plan.startswith("SCAN ") or "TEMP B-TREE FOR ORDER BY" in plan]


def test_raw_bytes_go_and_what_was_read_from_them_stays(old: Store) -> None:
    """Of posts, of flags, and of items in quarantine that are settled."""
    with old.write() as tx:
        for number, settled in ((1, START), (2, None)):
            insert(
                tx, tables.quarantine, id=number, community_id=COMMUNITY, kind="post", reason="", raw=b"raw",
                digest=bytes([number]), at=START, settled_at=settled,
            )  # fmt: skip
    kinds = (Aged.RAW, Aged.REPORTS, Aged.SET_APART)
    assert [let_go(old, kind, START + DAY) for kind in kinds] == [7 * 2, 6, 1]
    assert [let_go(old, kind, START + DAY) for kind in kinds] == [0, 0, 0]
    with old.read() as r:
        assert set(r.connection.scalars(select(tables.raw.c.post_id))) == {101, 102}
        assert set(r.connection.scalars(select(tables.flag.c.raw))) == {None}
        assert [
            bytes(raw) for raw in r.connection.scalars(select(tables.quarantine.c.raw).order_by(tables.quarantine.c.id))
        ] == [b"", b"raw"]
    assert len(posts(old)) == 9


def test_reporters_are_forgotten_after_a_case_was_decided(old: Store) -> None:
    """How many reported stays known; an open case keeps them."""
    with old.write() as tx:
        tx.connection.execute(tables.case.update().where(tables.case.c.id == 2020).values(decided_at=START))
    assert [let_go(old, Aged.REPORTERS, START + DAY) for _ in range(2)] == [1, 0]
    with old.read() as r:
        kept = r.connection.execute(select(tables.flag.c.case_id, tables.flag.c.reporter_id)).all()
    assert {case for case, reporter in kept if reporter is None} == {2020} and len(kept) == 6


def test_answers_do_not_stay(old: Store) -> None:
    """Answered ones, and those whose time is over; one that is still waited for does."""
    with old.write() as tx:
        for number, state, expires in (
            (1, "done", 9),
            (2, "failed", 9),
            (3, "asked", 9),
            (4, "asked", 0),
            (5, "taken", 9),
        ):
            insert(
                tx, tables.request, id=number, kind="check", community_id=COMMUNITY, asked_at=START,
                expires_at=START + expires * DAY, state=state,
            )  # fmt: skip
    assert let_go(old, Aged.ANSWERS, START + DAY) == 3
    with old.read() as r:
        assert set(r.connection.scalars(select(tables.request.c.id))) == {3, 5}
