"""What a thread finished comes home to the widget that asked, on the GUI thread, or not at all."""

from __future__ import annotations

import gc
import threading
import weakref
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QObject, QThread

from ui.bridge import Bridge


class Panel(QObject):
    """Keeps what it was told, and on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[object] = []
        self.failed: list[BaseException] = []
        self.home = True

    def show(self, value: object) -> None:
        self.home = self.home and QThread.currentThread() is self.thread()
        self.got.append(value)

    def fail(self, error: BaseException) -> None:
        self.failed.append(error)

    def stumble(self, value: object) -> None:
        raise ValueError(value)


@dataclass(frozen=True)
class Moved:
    topic: str


@pytest.fixture
def bridge(qapp):
    made = Bridge()
    yield made
    made.close()


@pytest.fixture
def pool():
    with ThreadPoolExecutor(2) as made:
        yield made


def test_an_answer_arrives_on_the_gui_thread_in_the_order_of_its_thread(bridge, pool, qtbot):
    panel = Panel()
    for number in range(500):
        bridge.follow(pool.submit(abs, -number), panel, panel.show, panel.fail)
    qtbot.waitUntil(lambda: len(panel.got) == 500)
    assert panel.home
    assert sorted(panel.got) == list(range(500))
    assert bridge.idle


def test_an_error_arrives_as_an_error(bridge, pool, qtbot):
    panel = Panel()
    bridge.follow(pool.submit(int, "x"), panel, panel.show, panel.fail)
    qtbot.waitUntil(lambda: bool(panel.failed))
    assert isinstance(panel.failed[0], ValueError) and not panel.got


def test_a_panel_that_went_hears_nothing_and_its_work_is_cancelled(bridge, qtbot):
    panel, future = Panel(), Future()
    bridge.follow(future, panel, panel.show, panel.fail)
    panel.deleteLater()
    qtbot.waitUntil(future.cancelled)
    qtbot.waitUntil(lambda: bridge.idle)
    assert panel.got == []


def test_work_under_way_for_a_panel_that_went_is_dropped(bridge, pool, qtbot):
    gate, panel, other = threading.Event(), Panel(), Panel()
    bridge.follow(pool.submit(gate.wait), panel, panel.show, panel.fail)
    with qtbot.waitSignal(panel.destroyed):
        panel.deleteLater()
    gate.set()
    bridge.follow(pool.submit(abs, -1), other, other.show, other.fail)
    qtbot.waitUntil(lambda: bridge.idle)
    assert panel.got == [] and other.got == [1]


def test_the_bridge_keeps_no_panel_alive(bridge, qtbot):
    panel, future = Panel(), Future()
    bridge.follow(future, panel, panel.show, panel.fail)
    future.set_result(1)
    qtbot.waitUntil(lambda: bridge.idle)
    gone = weakref.ref(panel)
    qtbot.waitUntil(lambda: not bridge.children())
    del panel
    gc.collect()
    assert gone() is None


def test_a_finished_call_leaves_no_connection_behind(bridge, qtbot):
    panel = Panel()
    for number in range(20):
        future: Future[int] = Future()
        future.set_result(number)
        bridge.follow(future, panel, panel.show, panel.fail)
    qtbot.waitUntil(lambda: len(panel.got) == 20)
    qtbot.waitUntil(lambda: not bridge.children())
    assert panel.receivers("2destroyed(QObject*)") == 0


def test_a_call_that_was_cancelled_is_not_delivered(bridge, pool, qtbot):
    gate, panel = threading.Event(), Panel()
    call = bridge.follow(pool.submit(gate.wait), panel, panel.show, panel.fail)
    call.cancel()
    gate.set()
    qtbot.waitUntil(lambda: bridge.idle)
    assert panel.got == []


def test_a_slot_that_fails_is_heard_and_does_not_hold_up_the_others(bridge, pool, qtbot):
    panel = Panel()
    with qtbot.captureExceptions() as heard:
        bridge.follow(pool.submit(abs, 1), panel, panel.stumble, panel.fail)
        bridge.follow(pool.submit(abs, 2), panel, panel.show, panel.fail)
        qtbot.waitUntil(lambda: bridge.idle)
    assert [kind for kind, *_ in heard] == [ValueError]
    assert panel.got == [2]


def test_hints_come_home_and_the_same_hint_that_still_waits_is_told_once(bridge, pool, qtbot):
    panel = Panel()
    bridge.hinted.connect(panel.show)
    for _ in range(50):
        bridge.hint(Moved("queue"))
    pool.submit(bridge.hint, Moved("outbox")).result()
    qtbot.waitUntil(lambda: len(panel.got) == 2)
    assert panel.got == [Moved("queue"), Moved("outbox")] and panel.home
    bridge.hint(Moved("queue"))
    qtbot.waitUntil(lambda: len(panel.got) == 3)


def test_a_closed_bridge_cancels_and_delivers_nothing(bridge, pool, qapp):
    gate, panel, late = threading.Event(), Panel(), Future()
    bridge.follow(pool.submit(gate.wait), panel, panel.show, panel.fail)
    bridge.follow(late, panel, panel.show, panel.fail)
    bridge.close()
    gate.set()
    assert late.cancelled()
    after: Future[int] = Future()
    bridge.follow(after, panel, panel.show, panel.fail)
    bridge.hint(Moved("queue"))
    assert after.cancelled() and bridge.idle
    pool.shutdown(wait=True)
    qapp.processEvents()
    assert panel.got == []


def test_only_bound_methods_are_taken(bridge, pool):
    panel = Panel()
    with pytest.raises(TypeError):
        bridge.follow(pool.submit(abs, 1), panel, lambda value: None, panel.fail)
