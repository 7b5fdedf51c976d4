"""The demo server put together: who asks, may they, which route, bent by which fault, written in which ledger."""

from __future__ import annotations

import sys
import traceback

from moderator.demo import (
    admin_reports,
    admin_rooms,
    admin_users,
    client_account,
    client_read,
    client_rooms,
    client_sync,
    control,
    media,
)
from moderator.demo.entities import Device
from moderator.demo.errors import MatrixError, forbidden
from moderator.demo.faults import Faults
from moderator.demo.router import Call, Route, Router
from moderator.demo.script import Player
from moderator.demo.wire import HttpServer, Request, Response, json_response
from moderator.demo.world import World


class DemoServer:
    """One world behind one port."""

    def __init__(self, world: World, player: Player) -> None:
        self.world = world
        self.faults = Faults()
        self.player = player
        self.router = Router()
        for part in (
            client_account, client_rooms, client_read, client_sync, media, admin_reports, admin_users, admin_rooms
        ):  # fmt: skip
            part.routes(self.router)
        control.Control(world, self.faults, player).routes(self.router)
        self.http = HttpServer(self.answer)

    async def answer(self, request: Request) -> Response:
        """Answer one request; a bug in here is a 500 and a trace on stderr, never a dead server."""
        note = {"method": request.method, "path": request.path, "route": "", "status": 0}
        self.world.journal.request(note)
        try:
            route, params = self.router.find(request.method, request.path)
            note["route"] = route.name
            self.world.journal.wake()
            response = await self._through(route, params, request)
        except MatrixError as error:
            response = json_response(error.body(), error.status, error.headers)
        except Exception:
            traceback.print_exc(file=sys.stderr)
            response = json_response({"errcode": "M_UNKNOWN", "error": "Internal server error"}, 500)
        note["status"] = 0 if response.drop else response.status
        return response

    async def _through(self, route: Route, params: dict[str, str], request: Request) -> Response:
        async def handle() -> Response:
            try:
                call = Call(self.world, request, params, self._who(route, request))
                return await route.handler(call)
            except MatrixError as error:
                return json_response(error.body(), error.status, error.headers)

        if route.access == "control":
            return await handle()
        return await self.faults.serve(route.name, request, handle)

    def _who(self, route: Route, request: Request) -> Device | None:
        if route.access == "open":
            return None
        raw = request.headers.get("authorization", "")
        token = raw[7:] if raw.startswith("Bearer ") else ""
        if not token:
            raise MatrixError(401, "M_MISSING_TOKEN", "Missing access token")
        device = self.world.devices.get(token)
        if device is None:
            raise MatrixError(401, "M_UNKNOWN_TOKEN", "Unknown access token", extra={"soft_logout": False})
        user = self.world.users[device.user_id]
        if user.locked:
            raise MatrixError(401, "M_USER_LOCKED", "This account is locked", extra={"soft_logout": True})
        if route.access in ("admin", "control") and not user.admin:
            raise forbidden("You are not a server admin")
        user.last_seen_ts = self.world.clock.now_ms()
        return device
