"""Tables for spreadsheets: CSV as RFC 4180 has it, in which nothing that somebody wrote becomes a formula.

This is the only file that writes CSV; a test of the house holds to that.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

BYTE_ORDER_MARK = "\ufeff"  # without it some spreadsheets read Japanese as another alphabet
_FORMULA = frozenset("=+-@\t\r\n\0" + "\uff1d\uff0b\uff0d\uff20" + "\u2212\ufe62\ufe63\ufe66\ufe6b")
_GONE = "\0"


def cell(value: object) -> object:
    """What stands in a cell for *value*: a text that a spreadsheet might take for a formula gets a ' before it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return value
    text = str(value)
    bare = text.lstrip(" \u3000\u00a0\ufeff\u200b")  # what a spreadsheet trims before it looks
    risky = bool(text) and (text[0] in _FORMULA or (bool(bare) and bare[0] in _FORMULA))
    return ("'" if risky else "") + text.replace(_GONE, "\ufffd")


def write(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The table as UTF-8 with a byte order mark and CRLF."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, dialect="excel", lineterminator="\r\n")
    writer.writerow([cell(column) for column in columns])
    for row in rows:
        writer.writerow([cell(value) for value in row])
    return (BYTE_ORDER_MARK + out.getvalue()).encode("utf-8", "replace")
