"""From bytes that anybody may have written to typed values: inflated, mended and decoded under caps, item by item."""

from __future__ import annotations

import zlib
from typing import TypeVar

import msgspec

from moderator.domain import caps

_T = TypeVar("_T")
_REPLACEMENT = b"\\ufffd"
_OPEN, _CLOSE = b"[{", b"]}"


class NotUnderstood(Exception):
    """The bytes are no JSON of the expected shape. The message has no content of theirs beyond a path."""


class TooLarge(Exception):
    """More bytes than the house takes."""


class Inflater:
    """Undoes a Content-Encoding piece by piece and stops at *cap* bytes, however small the bytes that carry them."""

    def __init__(self, encoding: str, cap: int) -> None:
        self._cap = cap
        self._size = 0
        self._raw_size = 0
        self._engine = None
        name = encoding.strip().lower()
        if name in ("gzip", "x-gzip", "deflate"):
            self._engine = zlib.decompressobj(47)  # takes the gzip and the zlib wrapping
        elif name not in ("", "identity"):
            raise NotUnderstood(f"encoding {name[:20]!r}")

    def feed(self, piece: bytes) -> bytes:
        self._raw_size += len(piece)
        if self._raw_size > self._cap:
            raise TooLarge
        if self._engine is None:
            return piece
        try:
            out = self._engine.decompress(piece, self._cap - self._size + 1)
        except zlib.error as error:
            raise NotUnderstood("damaged compression") from error
        self._size += len(out)
        if self._size > self._cap or self._engine.unconsumed_tail:
            raise TooLarge
        return out

    def finish(self) -> None:
        """Raise NotUnderstood when the compressed body broke off."""
        if self._engine is not None and self._raw_size and not self._engine.eof:
            raise NotUnderstood("compressed body broke off")


def page(body: bytes, kind: type[_T]) -> _T:
    """Decode an answer whose items are `msgspec.Raw`. Faults that one item can carry are mended, so that it alone suffers.

    Raises NotUnderstood when it is no JSON, or not of this shape.
    """
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        pass
    try:
        return msgspec.json.decode(mend(body), type=kind)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise NotUnderstood(_reason(error)) from None


def item(raw: bytes | msgspec.Raw, kind: type[_T]) -> _T:
    """Decode one item by itself; raises NotUnderstood with the reason for its quarantine."""
    size = memoryview(raw).nbytes
    if size > caps.ITEM_BYTES:
        raise NotUnderstood(f"{size} bytes are more than an item may have")
    return page(bytes(raw), kind)


def _reason(error: Exception) -> str:
    return "too deeply nested" if isinstance(error, RecursionError) else str(error)[:200]


def mend(body: bytes) -> bytes:
    """Replace what breaks a strict reader without being structure: half surrogate pairs, bad UTF-8, nesting beyond the cap.

    One linear walk, without regular expressions. Values nested deeper than the cap become null.
    """
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        body = body.decode("utf-8", "replace").encode("utf-8")
    bare = body.replace(b"\\\\", b"  ").replace(b'\\"', b"  ")  # same length; every quote left is structure
    out: list[bytes] = []
    pruner = _Pruner(out)
    position = 0
    while (start := bare.find(b'"', position)) >= 0:
        end = bare.find(b'"', start + 1)
        if end < 0:
            return body
        pruner.structure(body[position:start])
        if not pruner.skipping:
            out.append(_mend_string(body[start : end + 1], bare[start : end + 1]))
        position = end + 1
    pruner.structure(body[position:])
    return b"".join(out)


class _Pruner:
    """Follows the nesting through the bytes between strings and leaves out what lies too deep."""

    def __init__(self, out: list[bytes]) -> None:
        self._out = out
        self._depth = 0

    @property
    def skipping(self) -> bool:
        return self._depth > caps.JSON_DEPTH

    def structure(self, part: bytes) -> None:
        start = 0
        for index, byte in enumerate(part):
            if byte in _OPEN:
                self._depth += 1
                if self._depth == caps.JSON_DEPTH + 1:
                    self._out += (part[start:index], b"null")
            elif byte in _CLOSE:
                self._depth -= 1
                if self._depth == caps.JSON_DEPTH:
                    start = index + 1
        if not self.skipping:
            self._out.append(part[start:])


def _mend_string(string: bytes, bare: bytes) -> bytes:
    if b"\\u" not in bare:
        return string
    out: list[bytes] = []
    position = 0
    while (escape := bare.find(b"\\u", position)) >= 0:
        out.append(string[position:escape])
        first = _unit(bare, escape)
        if 0xD800 <= first <= 0xDBFF and 0xDC00 <= _unit(bare, escape + 6) <= 0xDFFF:
            out.append(string[escape : escape + 12])
            position = escape + 12
        elif 0xD800 <= first <= 0xDFFF:
            out.append(_REPLACEMENT)
            position = escape + 6
        else:
            out.append(string[escape : escape + 6])
            position = escape + 6
    out.append(string[position:])
    return b"".join(out)


def _unit(bare: bytes, at: int) -> int:
    """The UTF-16 unit of the escape at this place; -1 when there is none."""
    digits = bare[at + 2 : at + 6]
    if bare[at : at + 2] != b"\\u" or len(digits) != 4:
        return -1
    try:
        return int(digits, 16)
    except ValueError:
        return -1
