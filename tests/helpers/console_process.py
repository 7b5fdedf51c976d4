"""A console in a process of its own, without a window: `python -m tests.helpers.console_process`.

It reads one line of JSON from stdin (folder, address, token), opens a profile that looks after that server, and says in
one line which process its worker is. It stays until its stdin ends, or until somebody kills it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.helpers.team import Team


def main() -> None:
    line = json.loads(sys.stdin.readline())
    team = Team(Path(line["folder"]), line["address"], line["token"])
    team.wait(team.is_live, "the worker to reach the server")
    print(json.dumps({"worker": team.worker_pid}), flush=True)
    sys.stdin.read()
    team.close()


if __name__ == "__main__":
    main()
