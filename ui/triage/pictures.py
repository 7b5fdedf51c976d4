"""Pictures of the case in hand: nothing is fetched until somebody asks, then step by step, and let go on moving on.

A tile goes from veiled to soft (grey and blurred, as the settings say) to clear, one step for each asking. Holding
the peek key shows the next step only while it is held.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QApplication

from moderator.console import Console
from moderator.domain.community import Attachment
from moderator.domain.errors import KnownError
from moderator.domain.requests import RequestKind
from ui.bridge import Bridge, Call
from ui.decode import Decoder, Pixels
from ui.theme import Look
from ui.widgets.tile import Tile

VEILED, SOFT, CLEAR = 0, 1, 2
WIDE, HIGH = 416, 234  # of a tile at 100 %
_LEAVING = (QEvent.Type.ApplicationDeactivate, QEvent.Type.WindowDeactivate)


class Picture(QObject):
    """One tile with the file that it stands for. It is let go with `drop`; then no answer reaches it any more."""

    opened = Signal()
    """It is not veiled any more."""

    def __init__(self, pictures: Pictures, tile: Tile, file: Attachment) -> None:
        super().__init__(pictures)
        self._owner, self._tile, self._file = pictures, tile, file
        self.step = VEILED
        self._peeking = False
        self._data: bytes | None = None
        self._images: dict[int, QImage] = {}
        self._fetching = False
        self._decoding = VEILED
        self._call: Call | None = None
        tile.reveal.connect(self.reveal)
        tile.hide_again.connect(self.veil)
        tile.peek.connect(self.peek)

    def drop(self) -> None:
        if self._call is not None:
            self._call.cancel()
        self._images.clear()
        self._data = None
        self.deleteLater()

    # --- what is asked ------------------------------------------------------------------------------------------------

    @property
    def is_clear(self) -> bool:
        return self.step >= self._owner.last_step()

    def reveal(self) -> None:
        """One step on, to stay."""
        if self.step == VEILED:
            self.opened.emit()
        self.step = min(self._owner.last_step(), self.step + 1)
        self._bring()

    def veil(self) -> None:
        """Let it go: it would be fetched anew."""
        self.step, self._data, self._peeking = VEILED, None, False
        self._images.clear()
        self._tile.veil()

    def peek(self, on: bool) -> None:
        """One step on, as long as *on*."""
        if self._peeking != on:
            self._peeking = on
            self._bring()

    # --- bringing it --------------------------------------------------------------------------------------------------

    def _bring(self) -> None:
        """Show the step that is wanted, or begin to get it."""
        wanted = min(self._owner.last_step(), self.step + 1) if self._peeking else self.step
        if wanted == VEILED:
            self._tile.veil()
        elif wanted in self._images:
            self._tile.show_picture(self._images[wanted])
        elif self._data is not None:
            self._decode(wanted)
        elif not self._fetching:
            self._fetching = True
            self._tile.show_state("fetching")
            self._call = self._owner.fetch(self._file, self, self._fetched, self._failed)

    def _fetched(self, answer: Mapping[str, object]) -> None:
        self._fetching = False
        self._data = _bytes(answer.get("bytes"))
        if self._data is None:
            text = self.tr("The answer held no picture.")
            self._failed(KnownError(self.tr("No picture came"), text, code="picture_missing"))
            return
        self._bring()

    def _decode(self, step: int) -> None:
        if self._decoding == step or self._data is None:
            return
        self._decoding = step
        self._tile.show_state("fetching")
        self._call = self._owner.decode(self._data, step, self, self._decoded, self._failed)

    def _decoded(self, pixels: Pixels) -> None:
        step, self._decoding = self._decoding, VEILED
        image = QImage(pixels.rgba, pixels.width, pixels.height, pixels.width * 4, QImage.Format.Format_RGBA8888)
        self._images[step] = image.copy()  # the bytes are not the image's own
        self._bring()

    def _failed(self, error: BaseException) -> None:
        self._fetching, self._decoding = False, VEILED
        if not isinstance(error, KnownError):
            raise error
        self.step, self._peeking = VEILED, False
        self._tile.show_state("failed", f"{error.title}. {error.message}")


def _bytes(found: object) -> bytes | None:
    """Bytes, or the text by which JSON carries them; None for anything else."""
    if isinstance(found, str):
        try:
            found = base64.b64decode(found, validate=True)
        except (binascii.Error, ValueError):
            return None
    return found if isinstance(found, bytes) and found else None


class Pictures(QObject):
    """`revealed` carries how many pictures were opened in this sitting."""

    revealed = Signal(int)

    def __init__(self, look: Look, bridge: Bridge, console: Console, decoder: Decoder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look, self._bridge, self._console, self._decoder = look, bridge, console, decoder
        self._pictures: list[Picture] = []
        self._community_id = 0
        self._peeked: Picture | None = None
        self.count = 0

    def show_tiles(self, tiles: Sequence[Tile], files: Sequence[Attachment], community_id: int) -> None:
        """Another post: what was open is let go. Only pictures can be opened here."""
        self.let_go()
        self._community_id = community_id
        for tile, file in zip(tiles, files, strict=True):
            if file.kind == "image":
                picture = Picture(self, tile, file)
                picture.opened.connect(self._opened)
                self._pictures.append(picture)
        if not self._console.settings.switch("veil_pictures"):
            for picture in self._pictures:
                picture.reveal()

    def let_go(self) -> None:
        """Forget every picture; what is on its way is not waited for."""
        self._stop_watching()
        for picture in self._pictures:
            picture.drop()
        self._pictures.clear()

    @property
    def any(self) -> bool:
        return bool(self._pictures)

    def last_step(self) -> int:
        """How many steps it takes: one where the settings want nothing softened."""
        settings = self._console.settings
        return CLEAR if settings.switch("grey_pictures") or settings.switch("blur_pictures") else SOFT

    def _opened(self) -> None:
        self.count += 1
        self.revealed.emit(self.count)

    # --- keys ---------------------------------------------------------------------------------------------------------

    def _next(self) -> Picture | None:
        unclear = (picture for picture in self._pictures if not picture.is_clear)
        return next(unclear, self._pictures[0] if self._pictures else None)

    def reveal_next(self) -> None:
        """Open the first picture that is not clear yet by one step."""
        picture = self._next()
        if picture is not None:
            picture.reveal()

    def start_peek(self) -> None:
        """The peek key went down: one picture shows its next step until the key comes up or the window is left."""
        picture, app = self._next(), QApplication.instance()
        if self._peeked is None and picture is not None and app is not None:
            self._peeked = picture
            app.installEventFilter(self)
            picture.peek(True)

    def end_peek(self) -> None:
        picture = self._peeked
        self._stop_watching()
        if picture is not None:
            picture.peek(False)

    def _stop_watching(self) -> None:
        app = QApplication.instance()
        if self._peeked is not None and app is not None:
            app.removeEventFilter(self)
        self._peeked = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_V and not event.isAutoRepeat():
                self.end_peek()
        elif event.type() in _LEAVING:
            self.end_peek()
        return False

    # --- for a picture ------------------------------------------------------------------------------------------------

    def fetch(self, file: Attachment, owner: Picture, done: object, failed: object) -> Call:
        """Ask the worker for the file's bytes."""
        future = self._console.ask(RequestKind.PICTURE, self._community_id, {"ref": file.native_ref})
        return self._bridge.follow(future, owner, done, failed)  # type: ignore[arg-type]

    def decode(self, data: bytes, step: int, owner: Picture, done: object, failed: object) -> Call:
        """Let the child decode them, softened as the settings say unless the step is the clear one."""
        settings, soft, scale = self._console.settings, step == SOFT, self._look.scale / 100
        future = self._decoder.decode(
            data,
            round(WIDE * scale * 2),
            round(HIGH * scale * 2),
            grey=soft and settings.switch("grey_pictures"),
            blur=soft and settings.switch("blur_pictures"),
        )
        return self._bridge.follow(future, owner, done, failed)  # type: ignore[arg-type]
