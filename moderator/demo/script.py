"""The living community: accounts, rooms and history at the start, then posts, reports and scenes as time goes by.

The words are data (`resources/demo/`); this file only knows how to play them. The same seed plays the same evening.
"""

from __future__ import annotations

import asyncio
import heapq
import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from moderator.demo import acts
from moderator.demo.entities import JsonDict, Media, User
from moderator.demo.errors import MatrixError
from moderator.demo.membership import change_membership
from moderator.demo.picture import draw_png
from moderator.demo.world import World

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "y": 31_557_600}
HISTORY_POSTS = 345
_CHATTER_SECONDS = (3.0, 8.0)
_SCENE_SECONDS = 45.0


def seconds(text: str) -> float:
    """Read a length of time such as 90s, 12m, 3h, 2d, 2y."""
    return float(text[:-1]) * _UNITS[text[-1]]


@dataclass(slots=True)
class Script:
    """The community as data; all members may be empty."""

    server_name: str = "hyphae.example"
    rooms: list[JsonDict] = field(default_factory=list)
    members: list[JsonDict] = field(default_factory=list)
    history: list[JsonDict] = field(default_factory=list)
    live: list[JsonDict] = field(default_factory=list)
    chatter: dict[str, list[JsonDict]] = field(default_factory=dict)  # by room key


def load_script(folder: Path) -> Script:
    """Read the data files."""

    def read(name: str) -> JsonDict:
        found = json.loads((folder / name).read_text(encoding="utf-8"))
        assert isinstance(found, dict)
        return found

    community, scenes, chatter = read("community.json"), read("scenes.json"), read("chatter.json")
    return Script(
        community["server_name"],
        community["rooms"],
        community["members"],
        scenes["history"],
        scenes["live"],
        chatter,
    )


def empty_script() -> Script:
    """Return a server without rooms: an admin and three members, as a fresh laboratory server has."""
    members = [{"name": name, "shown": name.title(), "joined": "0s"} for name in ("alice", "bob", "carol")]
    return Script(members=members)


@dataclass(order=True, slots=True)
class _Due:
    """Something of the script that is to happen at a second of its own time."""

    at: float
    order: int
    act: Callable[[], None] = field(compare=False)


class Player:
    """Plays a script into a world."""

    def __init__(self, world: World, script: Script, admin: str, language: str = "en") -> None:
        self._world = world
        self._script = script
        self._language = language
        self._chance = random.Random(world.seed)
        self._admin = world.qualify(admin)
        self.room_ids: dict[str, str] = {}
        self._labels: dict[str, str] = {}  # "scene/label" -> event id
        self._due: list[_Due] = []
        self._order = 0
        self._second = 0.0
        self._posts = 0
        self._at: int | None = None  # the stamp of what is played now; None is the clock's
        self._round = 0
        self._unsaid: dict[str, list[JsonDict]] = {}
        self._scenes = {str(scene["name"]): scene for scene in (*script.live, *script.history)}
        self.scene_names = [str(scene["name"]) for scene in script.live]

    # -- the start ------------------------------------------------------------------------------------------------

    def populate(self) -> None:
        """Make the accounts, the rooms and everything that was said before now."""
        with self._quietly():
            now = self._world.clock.now_ms()
            for member in self._script.members:
                self._world.add_user(
                    member["name"], member.get("shown"), created=now - int(seconds(member["joined"]) * 1000)
                )
            for room in self._script.rooms:
                self._make_room(room, now)
            planned = self._plan_history(now)
            for at, act in planned:
                self._at = at
                act()
            self._at = None
        if self._script.rooms:
            self._schedule(self._pause(), self._chat)
            self._schedule(_SCENE_SECONDS / 3, self._next_scene)

    def _make_room(self, room: JsonDict, now: int) -> None:
        created = now - int(seconds(room["age"]) * 1000)
        name = room["name_ja"] if self._language == "ja" else room["name"]
        topic = room["topic_ja"] if self._language == "ja" else room["topic"]
        wish: JsonDict = {
            "preset": "public_chat", "visibility": "public", "name": name, "topic": topic,
            "room_alias_name": room["key"], "room_version": room["version"],
        }  # fmt: skip
        if room.get("encrypted"):
            wish["initial_state"] = [{"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}]
        creator = self._world.qualify(room["creator"])
        made = acts.create_room(self._world, creator, wish, at=created)
        self.room_ids[room["key"]] = made.room_id
        levels = json.loads(json.dumps(made.content("m.room.power_levels")))
        levels["users"].update({self._world.qualify(user): level for user, level in room.get("levels", {}).items()})
        if room.get("moderated", True):
            levels["users"][self._admin] = 100
            change_membership(self._world, made, "join", self._admin, self._admin, at=created)
        self._world.append(made, creator, "m.room.power_levels", levels, state_key="", at=created)

    def _plan_history(self, now: int) -> list[tuple[int, Callable[[], None]]]:
        planned: list[tuple[int, int, Callable[[], None]]] = []
        said = 0
        for scene in self._script.history:
            at = now - seconds(scene["ago"]) * 1000
            for line in scene["lines"]:
                at += seconds(line.get("wait", "40s")) * 1000
                said += "text" in line or "image" in line
                planned.append((min(int(at), now - 1), len(planned), self._line(scene, line)))
        spread = seconds("12d") * 1000
        for _ in range(HISTORY_POSTS - said if self._script.chatter else 0):
            room_key, line = self._pick_chatter()
            ago = spread * self._chance.random() ** 2 + 60_000
            planned.append((int(now - ago), len(planned), self._line({"name": "", "room": room_key}, line)))
        return [(at, act) for at, _, act in sorted(planned, key=lambda one: one[:2])]

    def _pick_chatter(self) -> tuple[str, JsonDict]:
        """Return what somebody says between the scenes: all of it once before any of it again."""
        if not any(self._unsaid.values()):
            for key, lines in self._script.chatter.items():
                self._unsaid[key] = self._chance.sample(lines, len(lines))
        keys = [key for key, lines in self._unsaid.items() if lines]
        key = self._chance.choices(keys, [len(self._unsaid[key]) for key in keys])[0]
        return key, self._unsaid[key].pop()

    # -- the living evening ---------------------------------------------------------------------------------------

    def _schedule(self, wait: float, act: Callable[[], None], *, after: float | None = None) -> None:
        self._order += 1
        heapq.heappush(self._due, _Due((self._second if after is None else after) + wait, self._order, act))

    def _pause(self) -> float:
        return self._chance.uniform(*_CHATTER_SECONDS)

    def _chat(self) -> None:
        key, line = self._pick_chatter()
        self._line({"name": "", "room": key}, line)()
        self._schedule(self._pause(), self._chat)

    def _next_scene(self) -> None:
        if not self._script.live:
            return
        scene = self._script.live[self._round % len(self._script.live)]
        self._round += 1
        at = 0.0
        for line in scene["lines"]:
            at += seconds(line.get("wait", "4s"))
            self._schedule(at, self._line(scene, line))
        self._schedule(at + _SCENE_SECONDS, self._next_scene)

    def play_seconds(self, length: float) -> int:
        """Play what is due within the next *length* seconds of the script; return how many steps that were."""
        end, played = self._second + length, 0
        while self._due and self._due[0].at <= end:
            self._step()
            played += 1
        self._world.clock.advance(end - self._second)
        self._second = end
        return played

    def play_posts(self, count: int) -> int:
        """Play until *count* more posts were made; return how many steps that took."""
        goal, played = self._posts + count, 0
        while self._due and self._posts < goal:
            self._step()
            played += 1
        return played

    def _step(self) -> None:
        due = heapq.heappop(self._due)
        self._world.clock.advance(max(due.at - self._second, 0.0))
        self._second = max(due.at, self._second)
        with self._quietly():
            due.act()

    def play_scene(self, name: str) -> int:
        """Play all lines of one scene at once."""
        scene = self._scenes[name]
        self._round += 1
        with self._quietly():
            for line in scene["lines"]:
                self._line(scene, line)()
        return len(scene["lines"])

    async def run(self, speed: float) -> None:
        """Play along with real time, *speed* times as fast, until cancelled. Speed 0 waits for `play_…` only."""
        while speed > 0 and self._due:
            await asyncio.sleep(max(self._due[0].at - self._second, 0.0) / speed)
            if self._due:
                self._step()

    def view(self) -> JsonDict:
        """Say how far the script is."""
        return {
            "second": self._second,
            "posts": self._posts,
            "waiting": len(self._due),
            "scenes": self.scene_names,
        }

    # -- one line -------------------------------------------------------------------------------------------------

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        self._world.journal.quiet += 1
        try:
            yield
        finally:
            self._world.journal.quiet -= 1

    def _line(self, scene: JsonDict, line: JsonDict) -> Callable[[], None]:
        """Return what carries out one line. Who was silenced meanwhile stays silent: a refusal ends the line."""

        def act() -> None:
            try:
                self._perform(scene, line)
            except MatrixError:
                return

        return act

    def _perform(self, scene: JsonDict, line: JsonDict) -> None:
        room_key = str(line.get("room") or scene["room"])
        room = self._world.room(self.room_ids[room_key])
        if "report" in line:
            for by in line["by"]:
                reporter = self._present(by, room_key)
                acts.report_event(
                    self._world, reporter.user_id, room.room_id, self._event(scene, line["report"]), line.get("reason"),
                    at=self._at,
                )  # fmt: skip
            return
        who = self._present(line["who"], room_key, fresh=bool(line.get("fresh")))
        if "report_user" in line:
            target = self._world.qualify(line["report_user"])
            acts.report_user(self._world, who.user_id, target, line.get("reason", ""), at=self._at)
        elif "leave" in line:
            change_membership(self._world, room, "leave", who.user_id, who.user_id, at=self._at)
        elif "redact" in line:
            event_id = self._event(scene, line["redact"])
            acts.redact(self._world, room, who.user_id, event_id, line.get("reason"), at=self._at)
        elif "text" in line or "image" in line or line.get("encrypted"):
            self._speak(scene, line, room_key, who)

    def _speak(self, scene: JsonDict, line: JsonDict, room_key: str, who: User) -> None:
        room = self._world.room(self.room_ids[room_key])
        kind = "m.room.encrypted" if line.get("encrypted") else "m.room.message"
        content = self._content(scene, line, who)
        if who.suspended:
            return
        event = acts.post(self._world, room, who.user_id, kind, content, at=self._at)
        who.last_seen_ts = event.origin_server_ts
        self._posts += 1
        if "id" in line:
            self._labels[f"{scene['name']}/{line['id']}"] = event.event_id

    def _content(self, scene: JsonDict, line: JsonDict, who: User) -> JsonDict:
        if line.get("encrypted"):
            return {
                "algorithm": "m.megolm.v1.aes-sha2",
                "ciphertext": self._world.fresh_name("ciphertext") * 4,
                "session_id": self._world.fresh_name("session"),
                "sender_key": self._world.fresh_name("key"),
                "device_id": "DEMO",
            }
        content: JsonDict = {
            "msgtype": "m.text",
            "body": str(line.get("text", "")) * int(line.get("times", 1)),
        }
        if "image" in line:
            content = self._picture(line, who)
        if "edit" in line:
            target = self._event(scene, line["edit"])
            relation = {"rel_type": "m.replace", "event_id": target}
            return {
                **content,
                "body": "* " + content["body"],
                "m.new_content": content,
                "m.relates_to": relation,
            }
        if "reply" in line:
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": self._event(scene, line["reply"])}}
        if "thread" in line:
            content["m.relates_to"] = {"rel_type": "m.thread", "event_id": self._event(scene, line["thread"])}
        return content

    def _picture(self, line: JsonDict, who: User) -> JsonDict:
        media_id = self._world.fresh_name("media", 24)
        width, height = 320, 200
        data = draw_png(width, height, media_id)
        stamp = self._world.clock.now_ms() if self._at is None else self._at
        self._world.media[media_id] = Media(media_id, "image/png", data, who.user_id, stamp, line["image"])
        return {
            "msgtype": "m.image",
            "body": line.get("text") or line["image"],
            "filename": line["image"],
            "url": f"mxc://{self._world.server_name}/{media_id}",
            "info": {"mimetype": "image/png", "w": width, "h": height, "size": len(data)},
        }

    def _event(self, scene: JsonDict, label: str) -> str:
        found = self._labels.get(f"{scene['name']}/{label}")
        if found is None:
            raise MatrixError(404, "M_NOT_FOUND", "What this line speaks of was never said")
        return found

    def _present(self, name: str, room_key: str, *, fresh: bool = False) -> User:
        """Return an account that is in the room, joining first; a *fresh* one is made new in each round."""
        if fresh and self._at is None and self._world.qualify(name) in self._world.users:
            name = f"{name}.{self._round}"
        user_id = self._world.qualify(name)
        user = self._world.users.get(user_id)
        if user is None:
            created = (self._world.clock.now_ms() if self._at is None else self._at) - 30_000
            user = self._world.add_user(name, name, created=created)
        room = self._world.room(self.room_ids[room_key])
        if room.membership(user_id) != "join":
            change_membership(self._world, room, "join", user_id, user_id, at=self._at)
        return user
