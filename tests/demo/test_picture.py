"""Drawings from a word."""

from __future__ import annotations

import struct
import zlib

from moderator.demo.picture import draw_png


def rows_of(png: bytes) -> bytes:
    """Return the unpacked rows, having checked every chunk."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    place, data = 8, b""
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        kind, inside = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        (check,) = struct.unpack(">I", png[place + 8 + length : place + 12 + length])
        assert check == zlib.crc32(kind + inside)
        data += inside if kind == b"IDAT" else b""
        place += 12 + length
    return zlib.decompress(data)


def test_a_picture_is_a_sound_png_with_something_in_it() -> None:
    """Every row is there, and it is not all one colour."""
    rows = rows_of(draw_png(40, 30, "spore"))
    assert len(rows) == 30 * (1 + 40 * 3)
    assert len({rows[place : place + 3] for place in range(1, len(rows) - 3, 3)}) > 2


def test_the_same_word_gives_the_same_picture() -> None:
    """Another word another one."""
    assert draw_png(20, 20, "a") == draw_png(20, 20, "a") != draw_png(20, 20, "b")


def test_sizes_are_kept_in_bounds() -> None:
    """Never empty, never enormous."""
    assert len(rows_of(draw_png(0, -5, "a"))) == 4
    assert len(rows_of(draw_png(5_000, 1, "a"))) == 1 + 1024 * 3
