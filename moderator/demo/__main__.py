"""`python -m moderator.demo`: serve until stdin closes. One JSON line on stdout says where and as whom."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import threading
from collections.abc import Sequence

from moderator.demo import script_folder
from moderator.demo.clock import DemoClock
from moderator.demo.entities import JsonDict
from moderator.demo.script import Player, empty_script, load_script
from moderator.demo.server import DemoServer
from moderator.demo.world import World


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m moderator.demo", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--seed", type=int, default=7, help="the same seed plays the same evening")
    parser.add_argument("--speed", type=float, default=1.0, help="how fast the evening goes by; 0 stands still")
    parser.add_argument("--language", choices=("en", "ja"), default="en", help="language of room names and topics")
    parser.add_argument("--empty", action="store_true", help="no rooms: admin, alice, bob and carol only")
    parser.add_argument("--no-server-notices", action="store_true", help="as a server without server notices")
    parser.add_argument(
        "--frozen-at", type=int, default=None, metavar="MS", help="a clock that only /_demo/advance moves"
    )
    return parser.parse_args(argv)


def build(options: argparse.Namespace) -> tuple[DemoServer, JsonDict]:
    """Put the server together and return it with what the JSON line says (but the address)."""
    script = empty_script() if options.empty else load_script(script_folder())
    name = "admin" if options.empty else "moderator"
    server_name = "lab.localhost" if options.empty else script.server_name
    world = World(server_name, options.seed, DemoClock(options.frozen_at))
    world.settings.server_notices = not options.no_server_notices
    created = world.clock.now_ms() - (0 if options.empty else 800 * 86_400_000)
    admin = world.add_user(name, "Admin" if options.empty else "灯り番", admin=True, created=created)
    device = world.log_in(admin, "CONSOLE")
    player = Player(world, script, name, options.language)
    player.populate()
    about: JsonDict = {
        "server_name": world.server_name,
        "pid": os.getpid(),
        "seed": options.seed,
        "admin": {
            "user_id": admin.user_id,
            "token": device.token,
            "password": admin.password,
            "device_id": device.device_id,
        },
        "users": {
            user.user_id[1:].partition(":")[0]: {
                "user_id": user.user_id,
                "token": world.log_in(user, "DEMO").token,
            }
            for user in list(world.users.values())
            if user is not admin
        },
        "rooms": {
            key: {
                "room_id": room_id,
                "name": world.rooms[room_id].name,
                "version": world.rooms[room_id].version,
            }
            for key, room_id in player.room_ids.items()
        },
    }
    return DemoServer(world, player), about


def _watch_stdin(loop: asyncio.AbstractEventLoop, gone: asyncio.Event) -> None:
    """Read stdin to its end in a thread of its own; the end is the sign to stop."""

    def watch() -> None:
        while sys.stdin.buffer.read(4096):
            pass
        loop.call_soon_threadsafe(gone.set)

    threading.Thread(target=watch, name="life-line", daemon=True).start()


async def serve(options: argparse.Namespace) -> None:
    """Serve until the life-line is cut."""
    server, about = build(options)
    port = await server.http.start(options.port)
    gone = asyncio.Event()
    _watch_stdin(asyncio.get_running_loop(), gone)
    sys.stdout.write(json.dumps({"base_url": f"http://127.0.0.1:{port}", **about}) + "\n")
    sys.stdout.flush()
    playing = asyncio.create_task(server.player.run(options.speed))
    await gone.wait()
    playing.cancel()
    await server.http.stop()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the demo server."""
    options = _arguments(argv)
    try:
        asyncio.run(serve(options))
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        sys.stderr.write(f"The demo server could not start: {error.strerror}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
