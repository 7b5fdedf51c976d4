"""What the room orders of the console, each order with its refusal said in words. Nothing is shown from here."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QObject, Signal

from moderator.console import Console
from moderator.domain.errors import KnownError
from ui.bridge import Bridge


class Orders(QObject):
    """`done` carries the name of an order that was saved and its answer, `refused` the name and a KnownError."""

    done = Signal(str, object)
    refused = Signal(str, object)

    def __init__(self, bridge: Bridge, console: Console, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._console = bridge, console

    def give(self, name: str, call: Callable[..., Future[Any]], *arguments: object) -> None:
        """Give an order; its name says what the answer is for."""
        order = _Order(name, self)
        self._bridge.follow(call(*arguments), order, order.came, order.failed)


class _Order(QObject):
    """One order under way; it ends itself."""

    def __init__(self, name: str, orders: Orders) -> None:
        super().__init__(orders)
        self._name, self._orders = name, orders

    def came(self, answer: object) -> None:
        self._orders.done.emit(self._name, answer)
        self.deleteLater()

    def failed(self, error: BaseException) -> None:
        self.deleteLater()
        if not isinstance(error, KnownError):
            raise error
        self._orders.refused.emit(self._name, error)
