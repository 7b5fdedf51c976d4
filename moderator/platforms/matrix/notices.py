"""Server notices: how a member is warned, and how a notice that may have left is found again.

The server forgets a notice's transaction id after a while, so it is never sent a second time unseen. Each notice carries
our key as a member of its content that clients do not show; by it a notice is recognised in the member's notice room.
"""

from __future__ import annotations

from msgspec import Raw

from moderator.platforms.decode import NotUnderstood
from moderator.platforms.kit import Answer
from moderator.platforms.matrix.reading import Names, read_event
from moderator.platforms.matrix.server import Server
from moderator.platforms.matrix.wire import (
    ADMIN_1,
    AccountDataAnswer,
    Memberships,
    Messages,
    explain,
    inner,
    pick,
    seg,
)

MARK = "moderator.key"
ROOMS = 40  # that are looked through for a notice, those tagged as notices first
RECENT = 30  # messages in each

_ONLY_MESSAGES = '{"types":["m.room.message"]}'


class Notices:
    """Needs a server administrator's token."""

    def __init__(self, server: Server, names: Names) -> None:
        self._server = server
        self._names = names

    async def send(self, user: str, body: str, key: str) -> Answer:
        """Send one notice. *key* makes a repetition within the server's short memory harmless."""
        content = {"msgtype": "m.text", "body": body, MARK: key}
        path = f"{ADMIN_1}/send_server_notice/{seg(key)}"
        return await self._server.send("PUT", path, {"user_id": user, "content": content})

    async def configured(self) -> bool | None:
        """Whether the server sends notices: asked with a name that nobody can have, so that nothing can arrive.

        None when the answer does not tell. Seen on Synapse 1.163: it looks at its configuration (400) before it looks
        for the account (404); names with capital letters cannot be registered.
        """
        answer = await self._server.send(
            "PUT",
            f"{ADMIN_1}/send_server_notice/moderator-probe",
            {"user_id": f"@MODERATOR:{self._names.server}", "content": {"msgtype": "m.text", "body": ""}},
        )
        return {400: False, 404: True}.get(answer.status) if explain(answer).code != "M_UNRECOGNIZED" else False

    async def find(self, user: str, key: str) -> bool:
        """Whether the notice with this key stands in one of the member's rooms."""
        found = await self._server.find(f"{ADMIN_1}/users/{seg(user)}/memberships", Memberships, absent=(400, 403, 404))
        if found is None:
            return False
        tagged = await self._tagged(user)
        rooms = [room for room, membership in found.memberships.items() if membership in ("join", "invite")]
        # a notice room that was not entered yet is an invitation
        rooms.sort(key=lambda room: (room not in tagged, found.memberships[room] != "invite"))
        for room in rooms[:ROOMS]:
            if await self._stands(room, key):
                return True
        return False

    async def _tagged(self, user: str) -> set[str]:
        path = f"{ADMIN_1}/users/{seg(user)}/accountdata"
        data = await self._server.find(path, AccountDataAnswer, absent=(400, 403, 404))
        rooms = data.account_data.rooms if data else {}
        return {room for room in rooms if _is_tagged(pick(rooms, room, dict[str, Raw], {}))}

    async def _stands(self, room: str, key: str) -> bool:
        params: dict[str, str | int] = {"dir": "b", "limit": RECENT, "filter": _ONLY_MESSAGES}
        page = await self._server.find(f"{ADMIN_1}/rooms/{seg(room)}/messages", Messages, params)
        for raw in page.chunk if page else ():
            try:
                event = read_event(raw)
            except NotUnderstood:
                continue
            if pick(event.content, MARK, str, "") == key:
                return True
        return False


def _is_tagged(room_data: dict[str, Raw]) -> bool:
    return "m.server_notice" in inner(inner(room_data, "m.tag"), "tags")
