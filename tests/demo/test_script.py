"""The living community: what the data says is played, the same seed the same evening."""

from __future__ import annotations

import asyncio
import json
from collections import Counter

import pytest

from moderator.demo import script_folder
from moderator.demo.entities import Event
from moderator.demo.membership import change_membership
from moderator.demo.script import Player, load_script, seconds
from tests.demo.inside import NOON, Inside


@pytest.fixture
def evening() -> Inside:
    return Inside(load_script(script_folder()))


def posts_of(inside: Inside) -> list[Event]:
    events = inside.world.events.values()
    return [event for event in events if event.type in ("m.room.message", "m.room.encrypted")]


def member(inside: Inside) -> str:
    return inside.id("wet_leaf")


def test_the_same_seed_plays_the_same_evening() -> None:
    """Every event id and every word; another seed another one."""

    def played(seed: int) -> list[tuple[str, int, str]]:
        inside = Inside(load_script(script_folder()), seed=seed)
        inside.player.play_seconds(300)
        return [
            (event.event_id, event.origin_server_ts, json.dumps(event.content, sort_keys=True))
            for event in posts_of(inside)
        ]

    assert played(7) == played(7)
    assert played(7) != played(8)


def test_the_queue_looks_alive_at_once(evening: Inside) -> None:
    """About 45 reports of many kinds, by many people, none older than an hour or so, some of accounts."""
    reports = evening.world.event_reports.values()
    assert 40 <= len(reports) + len(evening.world.user_reports) <= 60
    assert len({report.event_id for report in reports}) >= 25
    assert len({report.user_id for report in reports}) >= 20
    assert all(0 <= NOON - report.received_ts <= 70 * 60_000 for report in reports)
    assert len(evening.world.user_reports) >= 3


def test_there_is_a_history(evening: Inside) -> None:
    """Hundreds of posts in order, the last within minutes, nobody before their own time, nobody twice alike."""
    posts = posts_of(evening)
    assert 340 <= len(posts) <= 450
    stamps = [event.origin_server_ts for event in posts]
    assert stamps == sorted(stamps)
    assert NOON - stamps[-1] < 10 * 60_000
    said = Counter(
        (event.room_id, event.sender, event.content.get("body")) for event in posts if "body" in event.content
    )
    assert [key for key, count in said.items() if count > 1] == []


def test_both_languages_and_every_kind_of_post_are_there(evening: Inside) -> None:
    """Japanese and English, replies, threads, edits, pictures, encrypted, removed, long, right to left, emoji."""
    posts = posts_of(evening)
    bodies = [str(event.content.get("body", "")) for event in posts]
    relations = [event.content.get("m.relates_to", {}) for event in posts]
    assert sum(any("ぁ" <= letter <= "ヿ" for letter in body) for body in bodies) > 100
    assert sum(body.isascii() and len(body) > 10 for body in bodies) > 100
    assert {relation.get("rel_type") for relation in relations} >= {"m.replace", "m.thread"}
    assert any("m.in_reply_to" in relation for relation in relations)
    assert any(event.content.get("msgtype") == "m.image" for event in posts)
    assert any(event.type == "m.room.encrypted" for event in posts)
    assert any(event.redacted_by for event in posts)
    assert max(map(len, bodies)) > 20_000
    assert any("\u0600" <= letter <= "\u06ff" for body in bodies for letter in body)
    assert any("🍄" in body for body in bodies)


def test_rooms_are_of_both_versions_and_one_has_no_moderator(evening: Inside) -> None:
    """So that every way of getting power is met."""
    rooms = {key: evening.world.rooms[room_id] for key, room_id in evening.player.room_ids.items()}
    assert {room.version for room in rooms.values()} == {"11", "12"}
    admin = evening.id("admin")
    assert [key for key, room in rooms.items() if room.membership(admin) != "join"] == ["record"]
    assert rooms["backroom"].content("m.room.encryption") != {}


def test_every_line_of_the_data_is_sound() -> None:
    """Names of members and rooms, labels, lengths of time, links to example domains only."""
    script = load_script(script_folder())
    rooms = {room["key"] for room in script.rooms}
    members = {one["name"] for one in script.members}
    names: list[str] = []
    for scene in (*script.history, *script.live):
        names.append(scene["name"])
        labels = {line["id"] for line in scene["lines"] if "id" in line}
        for line in scene["lines"]:
            assert line.get("room", scene["room"]) in rooms
            assert {line[key] for key in ("reply", "edit", "thread", "report", "redact") if key in line} <= labels
            assert set(line.get("by", [])) <= members
            assert line.get("fresh") or line.get("who", "coin.friend") in members | {"coin.friend"}
            assert seconds(line.get("wait", "1s")) > 0
    assert len(names) == len(set(names))
    assert set(script.chatter) <= rooms
    text = "".join(path.read_text(encoding="utf-8") for path in script_folder().iterdir())
    links = [piece.split("/")[0].split('"')[0] for piece in text.split("https://")[1:]]
    assert links
    assert all(link.endswith(".example") for link in links)


def test_time_brings_posts_and_reports(evening: Inside) -> None:
    """A quarter of an hour: a post every few seconds, reports, newcomers; nothing of it in the ledger of effects."""
    posts, reports, users = len(posts_of(evening)), len(evening.world.event_reports), len(evening.world.users)
    evening.player.play_seconds(900)
    assert 120 <= len(posts_of(evening)) - posts <= 320
    assert len(evening.world.event_reports) > reports + 5
    assert len(evening.world.users) > users
    assert evening.kinds() == []


def test_stepping_in_pieces_is_stepping_at_once() -> None:
    """Ten times six seconds is a minute."""
    evenings = [Inside(load_script(script_folder())) for _ in range(2)]
    evenings[0].player.play_seconds(60)
    for _ in range(10):
        evenings[1].player.play_seconds(6)
    assert [event.event_id for event in posts_of(evenings[0])] == [event.event_id for event in posts_of(evenings[1])]


def test_who_is_banned_falls_silent(evening: Inside) -> None:
    """The community goes on without them; nothing breaks."""
    for room in evening.world.rooms.values():
        if room.membership(member(evening)) == "join":
            change_membership(evening.world, room, "ban", room.creator, member(evening))
    before = [event for event in posts_of(evening) if event.sender == member(evening)]
    assert before
    evening.player.play_seconds(3600)
    assert [event for event in posts_of(evening) if event.sender == member(evening)] == before


def test_a_purged_room_falls_silent(evening: Inside) -> None:
    """What was to be said there is not said, and the rest goes on; notices find a new room as well."""
    room_id = evening.player.room_ids["plaza"]
    evening.done("DELETE", f"/_synapse/admin/v2/rooms/{room_id}", {})
    before = len(posts_of(evening))
    evening.player.play_seconds(600)
    assert len(posts_of(evening)) > before
    assert room_id not in evening.world.rooms


def test_who_is_suspended_falls_silent(evening: Inside) -> None:
    """Everywhere at once."""
    evening.world.users[member(evening)].suspended = True
    before = [event for event in posts_of(evening) if event.sender == member(evening)]
    evening.player.play_seconds(3600)
    assert [event for event in posts_of(evening) if event.sender == member(evening)] == before


def test_a_scene_can_be_played_again_with_new_faces(evening: Inside) -> None:
    """Fresh accounts of a second wave are other accounts."""
    for _ in range(2):
        evening.player.play_scene("spam_wave")
    waves = [event.sender for event in posts_of(evening) if "ref=w-1" in str(event.content.get("body"))]
    assert len(waves) == len(set(waves)) == 10


def test_it_plays_by_itself_with_speed() -> None:
    """And stands still without."""
    inside = Inside(load_script(script_folder()))
    before = len(posts_of(inside))
    asyncio.run(inside.player.run(0))
    assert len(posts_of(inside)) == before

    async def until_news(player: Player) -> None:
        playing = asyncio.create_task(player.run(100_000))
        await asyncio.wait_for(inside.world.changed.wait(), 10)
        playing.cancel()

    asyncio.run(until_news(inside.player))
    assert len(posts_of(inside)) > before


@pytest.mark.parametrize(("text", "length"), [("90s", 90), ("2m", 120), ("3h", 10_800), ("2d", 172_800)])
def test_lengths_of_time(text: str, length: float) -> None:
    """A number and a unit."""
    assert seconds(text) == length
