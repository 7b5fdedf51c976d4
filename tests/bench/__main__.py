"""`python -m tests.bench [NAME …] [--json FILE]`: the measures, each in a process of its own.

A measure is a module of this folder with `bench_<module>()`, which returns its figures: `{figure: {value, unit, size,
baseline, ratio}}`. `size` says what was measured and how it spread, `baseline` what it is held against, `ratio` is value
by baseline. All figures go into one JSON object.
"""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Figures = Mapping[str, Mapping[str, Any]]
HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FIELDS = {"value", "unit", "size", "baseline", "ratio"}


def names() -> list[str]:
    """Every measure there is."""
    modules = sorted(path.stem for path in HERE.glob("[!_]*.py"))
    return [name for name in modules if f"def bench_{name}(" in (HERE / f"{name}.py").read_text("utf-8")]


def measure(name: str) -> Figures:
    """Run one measure here and now."""
    figures: Figures = getattr(importlib.import_module(f"tests.bench.{name}"), f"bench_{name}")()
    for figure, said in figures.items():
        if set(said) != FIELDS:
            raise ValueError(f"{name}.{figure} says {sorted(said)}, not {sorted(FIELDS)}")
    return figures


def measure_apart(name: str) -> Figures:
    """Run one measure in a process of its own, so that none warms or crowds another."""
    line = [sys.executable, "-m", "tests.bench", "--alone", name]
    done = subprocess.run(line, stdout=subprocess.PIPE, cwd=ROOT)
    if done.returncode:
        raise SystemExit(f"the measure {name} broke (exit {done.returncode})")
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    return found


def table(name: str, figures: Figures) -> str:
    """The figures of one measure, for people."""
    lines = [name]
    for figure, said in figures.items():
        value = f"{said['value']:,} {said['unit']}"
        lines.append(f"  {figure:<32}{value:>20}   {said['ratio']} x {said['baseline']}   ({said['size']})")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    wanted = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.split("\n\n")[0])  # type: ignore[union-attr]
    wanted.add_argument("name", nargs="*", help="which measures; all of them if none is named")
    wanted.add_argument("--json", type=Path, help="write all figures here")
    wanted.add_argument("--alone", metavar="NAME", help=argparse.SUPPRESS)
    given = wanted.parse_args(arguments)
    if given.alone:
        print(json.dumps(measure(given.alone)))
        return 0
    known = names()
    if strange := [name for name in given.name if name not in known]:
        wanted.error(f"no measure is called {', '.join(strange)}; there are {', '.join(known)}")
    found: dict[str, Figures] = {}
    for name in given.name or known:
        began = time.monotonic()
        found[name] = measure_apart(name)
        print(f"{table(name, found[name])}\n  took {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        if given.json:  # after each: who ends it early has what there is
            given.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
    if not given.json:
        print(json.dumps(found, indent=1, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
