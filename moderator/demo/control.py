"""The demo's own door, `/_demo/…`: faults, the ledger of effects, time, settings, and members on strings.

Only the demo's admin may use it. Nothing here exists on a real server.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

from moderator.demo import acts
from moderator.demo.entities import JsonDict, User
from moderator.demo.errors import invalid, not_found
from moderator.demo.faults import Faults
from moderator.demo.membership import change_membership
from moderator.demo.router import Call, Router
from moderator.demo.script import Player
from moderator.demo.wire import Response, json_response
from moderator.demo.world import World


class Control:
    """The handlers of the control door."""

    def __init__(self, world: World, faults: Faults, player: Player) -> None:
        self._world = world
        self._faults = faults
        self._player = player

    def routes(self, router: Router) -> None:
        """Register the door."""
        for method, path, handler in (
            ("GET", "state", self.state),
            ("POST", "faults", self.add_faults),
            ("GET", "faults", self.list_faults),
            ("DELETE", "faults", self.clear_faults),
            ("POST", "release", self.release),
            ("GET", "held", self.held),
            ("GET", "journal", self.journal),
            ("DELETE", "journal", self.clear_journal),
            ("GET", "requests", self.requests),
            ("POST", "advance", self.advance),
            ("POST", "scene", self.scene),
            ("POST", "settings", self.settings),
            ("POST", "say", self.say),
            ("POST", "report", self.report),
            ("POST", "member", self.member),
        ):
            router.add("demo_" + path, method, "/_demo/" + path, "control", handler)

    async def state(self, call: Call) -> Response:
        """Say how many of everything there are, what time it is and how far the script is."""
        world = self._world
        rooms = {
            room.room_id: {"name": room.name, "version": room.version, "events": len(room.events)}
            for room in world.rooms.values()
        }
        return json_response(
            {
                "now": world.clock.now_ms(),
                "users": len(world.users),
                "rooms": rooms,
                "events": len(world.events),
                "event_reports": len(world.event_reports),
                "user_reports": len(world.user_reports),
                "script": self._player.view(),
                "settings": {
                    "server_notices": world.settings.server_notices,
                    "rate_limits": world.limits.rules,
                },
            }
        )

    async def add_faults(self, call: Call) -> Response:
        """Take one rule, or a list of them under `faults`."""
        wishes = call.body().get("faults", [call.body()])
        if not isinstance(wishes, list):
            raise invalid("faults has to be a list")
        return json_response({"ids": [self._faults.add(wish).id for wish in wishes]})

    async def list_faults(self, call: Call) -> Response:
        """Return the rules with what is left of each."""
        return json_response({"faults": self._faults.view()})

    async def clear_faults(self, call: Call) -> Response:
        """Forget all rules; what is held goes on."""
        self._faults.clear()
        return json_response({})

    async def release(self, call: Call) -> Response:
        """Let go the requests that `hold` and `hold_before` hold."""
        self._faults.release()
        return json_response({})

    async def held(self, call: Call) -> Response:
        """Return how many requests are held; with `wait`, as soon as there are that many."""
        wanted = call.number("wait", 0)
        await self._until(call, lambda: self._faults.held >= wanted, lambda: self._faults.changed)
        return json_response({"held": self._faults.held})

    async def _until(self, call: Call, there: Callable[[], bool], changed: Callable[[], asyncio.Event]) -> None:
        """Wait for something, at most `timeout` ms (10,000 unless said); then go on without it."""
        try:
            async with asyncio.timeout(call.number("timeout", 10_000) / 1000):
                while not there():
                    await changed().wait()
        except TimeoutError:
            return

    async def journal(self, call: Call) -> Response:
        """Return the ledger of effects; `kind`, `actor` and `since` choose; with `wait`, when there are that many."""
        journal, wanted = self._world.journal, call.number("wait", 0)
        chosen = (call.text("kind"), call.text("actor"), call.number("since", 0))
        await self._until(call, lambda: len(journal.view(*chosen)["entries"]) >= wanted, lambda: journal.changed)
        return json_response(journal.view(*chosen))

    async def clear_journal(self, call: Call) -> Response:
        """Empty the ledger."""
        self._world.journal.clear()
        return json_response({})

    async def requests(self, call: Call) -> Response:
        """Return the requests that were understood, and how many of each route; `route` chooses, `wait` as above."""
        journal, route, wanted = self._world.journal, call.text("route"), call.number("wait", 0)

        def chosen() -> list[JsonDict]:
            return [note for note in journal.requests if route in (None, note["route"])]

        await self._until(call, lambda: len(chosen()) >= wanted, lambda: journal.changed)
        return json_response({"requests": chosen(), "counts": Counter(note["route"] for note in chosen())})

    async def advance(self, call: Call) -> Response:
        """Play the script for so many `seconds`, or until so many `posts` were made."""
        body = call.body()
        if "posts" in body:
            played = self._player.play_posts(int(body["posts"]))
        else:
            played = self._player.play_seconds(float(body.get("seconds", 0)))
        return json_response({"played": played, "now": self._world.clock.now_ms()})

    async def scene(self, call: Call) -> Response:
        """Play one named scene at once."""
        name = call.text_of("name")
        if name not in self._player.scene_names:
            raise not_found("Scenes are " + ", ".join(self._player.scene_names))
        return json_response({"played": self._player.play_scene(name)})

    async def settings(self, call: Call) -> Response:
        """Switch `server_notices` (true, false) and `rate_limits` (rules, or null for none)."""
        body = call.body()
        if "server_notices" in body:
            self._world.settings.server_notices = bool(body["server_notices"])
        if "rate_limits" in body:
            self._world.limits.set(body["rate_limits"])
        return json_response({})

    def _member(self, name: str) -> User:
        user = self._world.users.get(self._world.qualify(name))
        if user is None:
            raise not_found(f"No member {name}")
        return user

    def _room_id(self, name: str) -> str:
        return self._player.room_ids.get(name, name)

    async def say(self, call: Call) -> Response:
        """Let a member post: `user`, `room` (id or key of the script), `body` or whole `content`; `edit`, `reply`."""
        body = call.body()
        user = self._member(call.text_of("user"))
        room = self._world.room(self._room_id(call.text_of("room")))
        content: JsonDict = body.get("content") or {"msgtype": "m.text", "body": str(body.get("body", ""))}
        if "edit" in body:
            content = edited(content, str(body["edit"]))
        elif "reply" in body:
            content = {**content, "m.relates_to": {"m.in_reply_to": {"event_id": str(body["reply"])}}}
        event = acts.post(self._world, room, user.user_id, str(body.get("type", "m.room.message")), content)
        return json_response({"event_id": event.event_id, "room_id": room.room_id})

    async def report(self, call: Call) -> Response:
        """Let a member report: `user` reports `event` or `target` with a `reason`, `times` times (once unless said)."""
        body = call.body()
        user, reason = self._member(call.text_of("user")), body.get("reason")
        for _ in range(int(body.get("times", 1))):
            if "target" in body:
                acts.report_user(
                    self._world, user.user_id, self._member(str(body["target"])).user_id, str(reason or "")
                )
                continue
            event = self._world.events.get(call.text_of("event"))
            if event is None:
                raise not_found("No such event")
            acts.report_event(self._world, user.user_id, event.room_id, event.event_id, reason)
        return json_response({})

    async def member(self, call: Call) -> Response:
        """Make (or find) a member, let them join `rooms`, and return a token of theirs."""
        body, name = call.body(), call.text_of("user")
        user = self._world.users.get(self._world.qualify(name))
        if user is None:
            user = self._world.add_user(name, str(body.get("displayname", name)))
        for room_name in body.get("rooms", []):
            room = self._world.room(self._room_id(str(room_name)))
            if room.membership(user.user_id) != "join":
                change_membership(self._world, room, "join", user.user_id, user.user_id)
        token = self._world.log_in(user).token
        return json_response({"user_id": user.user_id, "token": token})


def edited(content: JsonDict, event_id: str) -> JsonDict:
    """Return the event content that replaces an earlier message with *content*."""
    return {
        **content,
        "body": "* " + str(content.get("body", "")),
        "m.new_content": content,
        "m.relates_to": {"rel_type": "m.replace", "event_id": event_id},
    }
