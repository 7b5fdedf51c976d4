"""Pictures from strangers, decoded in a process of their own: what breaks a decoder breaks nothing of the window.

The window never hands bytes of a member to an image library. It looks at the first bytes, starts a child, and takes
back raw pixels whose number it knows beforehand. The child is limited in time and memory; its death is an ordinary
error. Run by itself (`python -m ui.decode`, or `moderator decode` of a bundle) this file is that child.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from moderator.domain.caps import IMAGE_BYTES, IMAGE_PIXELS
from moderator.domain.errors import KnownError
from moderator.settings import packaged

SECONDS = 8  # of wall clock for one picture
CPU_SECONDS = 6
MEMORY_BYTES = 512 * 1024 * 1024  # beside what the child uses before it reads the picture
ALLOCATION_MIB = 192  # of one image: 40 MP in four bytes each are 160 MB
LONGEST_SIDE = 1664  # pixels of what comes back
BLUR_SIDE = 20  # pixels: a picture that small, drawn large, is frosted glass

_TASK = struct.Struct(">4sHHBB")  # mark, widest, highest, grey, blur
_RESULT = struct.Struct(">4sHH")  # mark, width, height
_MARK = b"PIC1"
_MAGIC = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF87a", "gif"), (b"GIF89a", "gif"))


@dataclass(frozen=True, slots=True)
class Pixels:
    """A decoded picture: rows of red, green, blue, alpha, one byte each."""

    width: int
    height: int
    rgba: bytes


def kind_of(data: bytes) -> str:
    """The format by its first bytes: "png", "jpeg", "gif", "webp", or nothing for all that is never decoded."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return next((name for magic, name in _MAGIC if data.startswith(magic)), "")


def decode(data: bytes, wide: int, high: int, *, grey: bool, blur: bool, command: Sequence[str] = ()) -> Pixels:
    """Decode in a child process, no larger than *wide* x *high*; blocks, so never on a window's thread.

    Raises KnownError for a format that is not decoded, for what is too large, and for what the child did not survive.
    """
    if len(data) > IMAGE_BYTES:
        raise KnownError("The picture is too large", "It has more than 10 MB. Look at it on the platform.", code="picture_size")
    if not kind_of(data):
        text = "Only PNG, JPEG, GIF and WebP are opened here. Look at it on the platform."
        raise KnownError("This is no picture that is opened here", text, code="picture_kind")
    wide, high = max(1, min(wide, LONGEST_SIDE)), max(1, min(high, LONGEST_SIDE))
    task = _TASK.pack(_MARK, wide, high, grey, blur) + data
    try:
        done = subprocess.run(  # its own environment: nothing of ours is needed there
            [*(command or packaged("decode") or (sys.executable, "-m", "ui.decode"))],
            input=task,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
            env=_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, subprocess.TimeoutExpired):
        raise _broken() from None
    return _read(done.stdout, wide, high) if done.returncode == 0 else _fail(done.returncode)


def _environment() -> dict[str, str]:
    kept = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LC_ALL", "LANG")
    found = {name: os.environ[name] for name in kept if name in os.environ}
    found["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    return found


def _read(answer: bytes, wide: int, high: int) -> Pixels:
    """Trust nothing of what the child says: the size must be one we asked for, the bytes must be its number."""
    if len(answer) < _RESULT.size:
        raise _broken()
    mark, width, height = _RESULT.unpack_from(answer)
    body = answer[_RESULT.size :]
    if mark != _MARK or not 0 < width <= wide or not 0 < height <= high or len(body) != width * height * 4:
        raise _broken()
    return Pixels(width, height, body)


def _fail(status: int) -> Pixels:
    if status == _TOO_LARGE:
        text = "It has more than 40 million pixels. Look at it on the platform."
        raise KnownError("The picture is too large", text, code="picture_size")
    raise _broken()


def _broken() -> KnownError:
    text = "It is damaged, or made to do damage. Nothing of it was shown."
    return KnownError("The picture could not be read", text, code="picture_broken")


class Decoder:
    """Decodes one picture after another on a thread that waits for the child."""

    def __init__(self, command: Sequence[str] = ()) -> None:
        self._command = tuple(command)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="picture")

    def decode(self, data: bytes, wide: int, high: int, *, grey: bool, blur: bool) -> Future[Pixels]:
        return self._pool.submit(decode, data, wide, high, grey=grey, blur=blur, command=self._command)

    def close(self) -> None:
        """Begin nothing more; a child that still runs ends by its own limit."""
        self._pool.shutdown(wait=False, cancel_futures=True)


# --- the child ------------------------------------------------------------------------------------------------------------

_TOO_LARGE = 4
_UNREADABLE = 5


def _limit() -> None:
    """Bound time and memory where the system can; everywhere the reader bounds what one image may take."""
    try:
        import resource
    except ImportError:  # Windows: the wall clock of the parent and the allocation limit hold
        return
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with open("/proc/self/statm", encoding="ascii") as file:
            used = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY_BYTES, used + MEMORY_BYTES))


def _work(task: bytes) -> tuple[int, bytes]:
    """Exit status and answer for one task."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
    from PySide6.QtGui import QImage, QImageReader

    _, wide, high, grey, blur = _TASK.unpack_from(task)
    data = task[_TASK.size :]
    QImageReader.setAllocationLimit(ALLOCATION_MIB)
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(kind_of(data).encode()))
    reader.setAutoDetectImageFormat(False)  # no other decoder is ever tried
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.isEmpty():
        return _UNREADABLE, b""
    if size.width() * size.height() > IMAGE_PIXELS:
        return _TOO_LARGE, b""
    _limit()
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    if kind_of(data) == "jpeg":  # its decoder can make it small while reading
        reader.setScaledSize(size.scaled(QSize(wide * 2, high * 2), keep).boundedTo(size))
    image = reader.read()
    if image.isNull():
        return _UNREADABLE, b""
    if image.width() > wide or image.height() > high:
        image = image.scaled(QSize(wide, high), keep, smooth)
    if grey:
        alpha = image.convertToFormat(QImage.Format.Format_Alpha8) if image.hasAlphaChannel() else None
        image = image.convertToFormat(QImage.Format.Format_Grayscale8).convertToFormat(QImage.Format.Format_RGBA8888)
        if alpha is not None:
            image.setAlphaChannel(alpha)
    if blur:
        whole = image.size()
        image = image.scaled(QSize(BLUR_SIDE, BLUR_SIDE), keep, smooth).scaled(whole, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    wide = image.width() * 4  # of a row, without what pads it
    rows = b"".join(memoryview(image.constScanLine(y))[:wide] for y in range(image.height()))  # type: ignore[arg-type]
    return 0, _RESULT.pack(_MARK, image.width(), image.height()) + rows


def main() -> int:
    task = sys.stdin.buffer.read(IMAGE_BYTES + _TASK.size)
    status, answer = _work(task)
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    return status


if __name__ == "__main__":
    sys.exit(main())
