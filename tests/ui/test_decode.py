"""Pictures from strangers: what is decoded, what is refused, and that a child's death hurts nobody."""

from __future__ import annotations

import struct
import sys
import time
import zlib

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage

from moderator.domain.caps import IMAGE_BYTES
from moderator.domain.errors import KnownError
from ui import decode


def picture(kind: str, wide: int = 64, high: int = 48, colour: str = "#c02040") -> bytes:
    """A small picture in one colour, its right half white."""
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    for x in range(wide // 2, wide):
        for y in range(high):
            image.setPixelColor(x, y, QColor("white"))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind)
    return data.data()


def bomb(wide: int, high: int) -> bytes:
    """A PNG that says it is as large as asked and holds hardly anything."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 4096)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


GIF = (
    b"GIF89a\x02\x00\x01\x00\x80\x00\x00\xff\x00\x00\x00\x00\xff!\xf9\x04\x00\x00\x00\x00\x00,\x00\x00\x00\x00\x02\x00"
    b"\x01\x00\x00\x02\x02D\n\x00;"
)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_comes_back_as_pixels(kind: str) -> None:
    """Scaled down, never up, in the proportions it has."""
    found = decode.decode(picture(kind), 32, 32, grey=False, blur=False)
    assert (found.width, found.height) == (32, 24)
    red, green, blue = found.rgba[:3]
    assert red > 150 and green < 90 and blue < 110


def test_a_gif_shows_its_first_frame() -> None:
    """Nothing moves."""
    found = decode.decode(GIF, 32, 32, grey=False, blur=False)
    assert (found.width, found.height, found.rgba[:4]) == (2, 1, b"\xff\x00\x00\xff")


def test_grey_takes_the_colour_out() -> None:
    found = decode.decode(picture("PNG"), 32, 32, grey=True, blur=False)
    assert found.rgba[0] == found.rgba[1] == found.rgba[2]


def test_blur_leaves_no_edge() -> None:
    """Where the sharp picture has two values, the blurred one has a slope."""
    sharp = decode.decode(picture("PNG", 400, 300), 400, 300, grey=True, blur=False)
    soft = decode.decode(picture("PNG", 400, 300), 400, 300, grey=True, blur=True)
    assert len(set(sharp.rgba[: 400 * 4 : 4])) <= 3 < len(set(soft.rgba[: 400 * 4 : 4]))


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"BM" + b"\0" * 60,
        b"II*\0" + b"\0" * 60,
        b"<html><img src='file:///x.png'>",
        b"\0\0\1\0",
        b"",
    ],
    ids=["svg", "bmp", "tiff", "html", "ico", "empty"],
)
def test_what_is_not_one_of_four_is_never_decoded(data: bytes) -> None:
    """No child is started for it."""
    with pytest.raises(KnownError) as raised:
        decode.decode(data, 32, 32, grey=False, blur=False, command=("/nonexistent",))
    assert raised.value.code == "picture_kind"


def test_what_has_too_many_bytes_is_refused() -> None:
    with pytest.raises(KnownError) as raised:
        decode.decode(b"\xff\xd8\xff" + b"\0" * IMAGE_BYTES, 32, 32, grey=False, blur=False)
    assert raised.value.code == "picture_size"


def test_what_has_too_many_pixels_is_refused() -> None:
    """Before a single row is read."""
    with pytest.raises(KnownError) as raised:
        decode.decode(bomb(30_000, 30_000), 32, 32, grey=False, blur=False)
    assert raised.value.code == "picture_size"


@pytest.mark.parametrize("data", [bomb(6_000, 6_000), picture("PNG")[:40], b"\x89PNG\r\n\x1a\n", picture("JPEG")[:60]])
def test_a_damaged_picture_is_an_ordinary_error(data: bytes) -> None:
    with pytest.raises(KnownError) as raised:
        decode.decode(data, 32, 32, grey=False, blur=False)
    assert raised.value.code == "picture_broken"


@pytest.mark.parametrize(
    "child",
    [
        "import os; os.abort()",
        "print('PIC1 and lies')",
        "import sys; sys.stdout.buffer.write(b'PIC1' + bytes([0, 9, 0, 9]) + b'x' * 324 + b'more')",
        "import sys; sys.stdout.buffer.write(b'PIC1' + bytes([255] * 4))",
    ],
    ids=["dies", "lies", "more bytes", "larger than asked"],
)
def test_a_child_that_fails_is_an_ordinary_error(child: str) -> None:
    """The window goes on, whatever became of it."""
    with pytest.raises(KnownError) as raised:
        decode.decode(picture("PNG"), 32, 32, grey=False, blur=False, command=(sys.executable, "-c", child))
    assert raised.value.code == "picture_broken"


def test_a_child_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "SECONDS", 0.2)
    began = time.monotonic()
    with pytest.raises(KnownError):
        hangs = (sys.executable, "-c", "import threading; threading.Event().wait()")
        decode.decode(picture("PNG"), 32, 32, grey=False, blur=False, command=hangs)
    assert time.monotonic() - began < 5


def test_the_decoder_answers_by_a_future() -> None:
    decoder = decode.Decoder()
    try:
        assert decoder.decode(picture("PNG"), 16, 16, grey=True, blur=True).result(20).width == 16
    finally:
        decoder.close()
