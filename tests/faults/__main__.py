"""`python -m tests.faults [--all] [--seconds N] [--json FILE]`: cut the power at every place, count lost and doubled.

Without --all: every place once, 60 seeded pairs, and some places with the real connector against the demo server. With
it: every place there too, and after each place every place of the recovery.
"""

from __future__ import annotations

import argparse
import itertools
import json
import shutil
import sys
import time
from pathlib import Path

from moderator.demo import start_demo
from tests.faults import harness, server


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 when nothing was lost and nothing doubled."""
    wanted = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    wanted.add_argument("--all", action="store_true", help="every pair of places")
    wanted.add_argument("--seconds", type=float, help="stop after this long")
    wanted.add_argument("--seed", type=int, default=int(time.time()), help="of the pairs without --all")
    wanted.add_argument("--json", type=Path, help="write the figures here")
    given = wanted.parse_args(arguments)
    folder = harness.temporary_folder()
    try:
        made = harness.Harness(folder)
        pairs = harness.every_pair(made) if given.all else harness.seeded_pairs(made, 60, given.seed)
        began = time.monotonic()
        tally = harness.run_all(itertools.chain(harness.every_place(made), pairs), made, given.seconds)
        left = None if given.seconds is None else given.seconds - (time.monotonic() - began)
        if left is None or left > 0:
            with start_demo(empty=True) as running:
                real = server.ServerHarness(folder, running)
                cases = server.every_place(real) if given.all else server.some_places(real, 2, given.seed)
                harness.run_all(cases, real, left, tally)
        took = time.monotonic() - began
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for verdict in (*tally.lost, *tally.doubled):
        print(verdict, file=sys.stderr)
    figures = {
        "cases": tally.cases,
        "killed": tally.killed,
        "lost": len(tally.lost),
        "doubled": len(tally.doubled),
        "asked": tally.asked,
        "seconds": round(took, 1),
    }
    print(
        f"{tally.cases} cases, {tally.killed} kills, lost {len(tally.lost)}, doubled {len(tally.doubled)}, "
        f"{tally.asked} waiting for a person, {took:.0f} s" + ("" if given.all else f" (seed {given.seed})")
    )
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    return 1 if tally.lost or tally.doubled else 0


if __name__ == "__main__":
    raise SystemExit(main())
