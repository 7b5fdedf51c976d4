"""Small pictures drawn from a word: mushrooms on a hill, the same word the same picture. Stdlib only."""

from __future__ import annotations

import random
import struct
import zlib

Colour = tuple[int, int, int]

_SKIES: tuple[Colour, ...] = (
    (214, 226, 240),
    (236, 224, 208),
    (208, 232, 222),
    (226, 214, 236),
    (40, 46, 66),
)
_CAPS: tuple[Colour, ...] = ((188, 74, 60), (70, 104, 176), (196, 152, 60), (132, 96, 160), (96, 148, 110))


def draw_png(width: int, height: int, word: str) -> bytes:
    """Return a PNG of that size (at most 1024 a side)."""
    width, height = min(max(width, 1), 1024), min(max(height, 1), 1024)
    chance = random.Random(word)
    sky, cap = chance.choice(_SKIES), chance.choice(_CAPS)
    ground: Colour = (sky[0] // 2 + 20, sky[1] // 2 + 40, sky[2] // 2 + 10)
    mushrooms = [
        (
            chance.uniform(0.12, 0.88) * width,
            chance.uniform(0.10, 0.22) * min(width, height),
            chance.choice((cap, cap, sky)),
        )
        for _ in range(chance.randint(2, 4))
    ]
    horizon = height * 0.72
    rows = bytearray()
    for y in range(height):
        row = bytearray(bytes(sky if y < horizon else ground) * width)
        for centre, radius, colour in mushrooms:
            _paint_mushroom(row, width, y, centre, radius, horizon, colour)
        rows += b"\x00" + row
    return _png(width, height, bytes(rows))


def _paint_mushroom(
    row: bytearray, width: int, y: int, centre: float, radius: float, ground: float, colour: Colour
) -> None:
    top = ground - radius * 2
    if top <= y < top + radius:  # the cap: half a disc
        half = (radius * radius - (top + radius - y) ** 2) ** 0.5
        _paint(row, width, centre - half, centre + half, tuple(max(part - 20, 0) for part in colour))
    elif top + radius <= y < ground + radius * 0.2:
        _paint(row, width, centre - radius * 0.25, centre + radius * 0.25, (244, 238, 226))


def _paint(row: bytearray, width: int, left: float, right: float, colour: tuple[int, ...]) -> None:
    first, last = max(int(left), 0), min(int(right) + 1, width)
    if last > first:
        row[first * 3 : last * 3] = bytes(colour) * (last - first)


def _png(width: int, height: int, rows: bytes) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 6)) + chunk(b"IEND", b"")
