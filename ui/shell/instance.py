"""One window a profile: a second start raises the first one. The socket is local to this machine and this user."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

ANSWER_MS = 500


class Instance(QObject):
    """*name* says which profile; it is hashed, so that no path stands in a socket's name."""

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = "moderator-" + hashlib.sha256(name.encode()).hexdigest()[:16]
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._raise: Callable[[], None] | None = None

    def raise_other(self) -> bool:
        """Ask a window that is open already to come to the front; True when there is one."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        there = socket.waitForConnected(ANSWER_MS)
        if there:
            socket.disconnectFromServer()
        return there

    def listen(self, come_to_front: Callable[[], None]) -> None:
        """Call *come_to_front* whenever somebody starts this profile again."""
        self._raise = come_to_front
        QLocalServer.removeServer(self._name)  # what a crashed window left behind
        self._server.newConnection.connect(self._knocked)
        self._server.listen(self._name)

    @Slot()
    def _knocked(self) -> None:
        socket = self._server.nextPendingConnection()
        if socket is not None:
            socket.disconnected.connect(socket.deleteLater)
        if self._raise is not None:
            self._raise()
