"""Runs the table on one server, and compares two runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tests.lab.dialect import Row
from tests.lab.server import Account, Answer, LabServer, q

# Null on one server and something on the other says nothing about the dialect for these.
EITHER = {"last_seen_ts", "displayname", "avatar_url", "guest_access", "topic", "alias", "canonical_alias"}
# There or not, depending on what the real server happens to hold in memory.
SOMETIMES = {"prev_content", "prev_sender"}


def run_table(server: LabServer, rows: Iterable[Row]) -> tuple[dict[str, Answer], dict[str, str]]:
    """Send all rows in order; return the answers and everything that was kept."""
    known: dict[str, str] = {}
    for name, account in (("admin", server.admin), *server.members.items()):
        known |= {f"{name}_id": q(account.user_id), f"{name}_raw": account.user_id, f"{name}_pw": account.password}
    answers: dict[str, Answer] = {}
    for row in rows:
        answers[row.name] = answer = _send(server, row, known)
        for name, key in row.keep.items():
            if isinstance(answer.body, dict) and key in answer.body:
                known[name] = str(answer.body[key])
    return answers, known


def _send(server: LabServer, row: Row, known: Mapping[str, str]) -> Answer:
    token = "no-such-token" if row.by == "stranger" else None
    account = _account(server, row.by) if row.by not in ("nobody", "stranger") else None
    path = _filled(row.path, {name: q(value) if not name.endswith("_id") else value for name, value in known.items()})
    return server.call(row.method, path, _deep(row.body, known), by=account, token=token, raw=row.raw)


def _account(server: LabServer, name: str) -> Account:
    return server.admin if name == "admin" else server.members[name]


def _filled(text: str, known: Mapping[str, str]) -> str:
    for name, value in known.items():
        text = text.replace("{" + name + "}", value)
    return text


def _deep(value: Any, known: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _filled(value, known)
    if isinstance(value, dict):
        return {_filled(key, known): _deep(inner, known) for key, inner in value.items()}
    return [_deep(inner, known) for inner in value] if isinstance(value, list) else value


def shape(value: Any, loose: tuple[str, ...] = ()) -> Any:
    """Return keys and types: {"a": "int", "b": [{…}]}. The objects of a list are laid over each other."""
    if isinstance(value, dict):
        found: dict[str, Any] = {}
        for key, inner in value.items():
            if key in SOMETIMES:
                continue
            plain = _plain(key)
            shown = "anything" if key in loose or key in EITHER else shape(inner, loose)
            found[plain] = merge(found[plain], shown) if plain in found else shown
        return found
    if isinstance(value, list):
        merged: Any = None
        for inner in value:
            shown = shape(inner, loose)
            merged = shown if merged is None else merge(merged, shown)
        return [] if merged is None else [merged]
    return "null" if value is None else type(value).__name__


def merge(first: Any, second: Any) -> Any:
    """Lay two shapes over each other; what is missing from one is marked as sometimes there."""
    if isinstance(first, dict) and isinstance(second, dict):
        found: dict[str, Any] = {}
        for key in sorted({_bare(key) for key in (*first, *second)}):
            sides = [side[mark] for side in (first, second) for mark in (key, key + "?") if mark in side]
            name = key if key in first and key in second else key + "?"
            found[name] = sides[0] if len(sides) == 1 else merge(sides[0], sides[1])
        return found
    if isinstance(first, list) and isinstance(second, list):
        return [merge(first[0], second[0])] if first and second else first or second
    return first if first == second else "|".join(sorted({*str(first).split("|"), *str(second).split("|")}))


def _bare(key: str) -> str:
    return key.removesuffix("?")


def _plain(key: str) -> str:
    """Take ids out of keys: rooms and accounts are named differently on the two servers."""
    if key.startswith("user_@"):
        return "user_<account>_suspended"
    return {"!": "<room>", "@": "<account>", "$": "<event>"}.get(key[:1], key)


def differences(real: Any, ours: Any, path: str = "") -> list[str]:
    """Say where two shapes differ. A key that is only sometimes there in one may be missing from the other."""
    if isinstance(real, dict) and isinstance(ours, dict):
        found: list[str] = []
        for key in sorted({_bare(key) for key in (*real, *ours)}):
            one, two = _look(real, key), _look(ours, key)
            if one is None or two is None:
                side = ours if one is None else real
                if key + "?" not in side:
                    found.append(f"{path}.{key}: only on the {'demo' if one is None else 'real'} server")
            else:
                found += differences(one, two, f"{path}.{key}")
        return found
    if isinstance(real, list) and isinstance(ours, list):
        return differences(real[0], ours[0], path + "[]") if real and ours else []
    if "anything" in (real, ours):
        return []
    same = real == ours or (
        isinstance(real, str) and isinstance(ours, str) and set(real.split("|")) & set(ours.split("|"))
    )
    return [] if same else [f"{path}: {real} on the real server, {ours} on the demo server"]


def _look(shown: Mapping[str, Any], key: str) -> Any:
    return shown.get(key, shown.get(key + "?"))
