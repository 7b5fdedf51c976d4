"""A manager's way through an incident, in the window, over a real encrypted record with a real console."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from moderator.bootstrap import houses, keys
from moderator.bootstrap.profile import Profile
from moderator.bootstrap.windows import services
from moderator.console import Console
from moderator.domain.actor import Actor, Role
from moderator.domain.incident import IncidentState
from moderator.domain.incident_rows import IncidentView
from moderator.services.bursts import CASES, Bursts
from moderator.settings import SettingsFile
from moderator.store import changes, sqlcipher
from moderator.store.unit import Store
from moderator.vault import MemoryVault
from tests.helpers.scene import Scene
from tests.helpers.stores import KEY
from ui.actions import Actions
from ui.bridge import Bridge
from ui.incidents.room import IncidentsRoom
from ui.shell.notices import Notices
from ui.theme import Look


class Manager:
    """A room over a console, and somebody who works it by keyboard."""

    def __init__(self, console: Console, store: Store, scene: Scene, window: QWidget, room: IncidentsRoom, qtbot) -> None:
        self.console, self.store, self.scene, self.window, self.room = console, store, scene, window, room
        self._qtbot = qtbot

    def until(self, condition: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(condition, timeout=15_000)

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key)

    def view(self) -> IncidentView:
        assert self.room.detail.view is not None
        return self.room.detail.view


@pytest.fixture
def manager(record_folder: Path, qtbot, qapp: QApplication) -> Iterator[Manager]:
    opened = houses.open_house(Profile(record_folder), keys.Unlocked(MemoryVault(), KEY), owner=False, console=True)
    scene = Scene(opened.store, opened.clock).build()  # type: ignore[arg-type]
    author = scene.author("@null.spore")
    for number in range(CASES):
        scene.case(author, text=f"free coins {number}")
    Bursts(opened.store).detect()
    console = Console(
        services(opened, lambda: 8.0),
        SettingsFile(record_folder / "settings.toml"),
        changes.FileWatcher(record_folder / sqlcipher.FILE_NAME, KEY),
        None,
        now=opened.clock.now,
        new_id=opened.store.new_id,
        connect=lambda *given: houses.add_community(opened, *given),
        on_close=opened.close,
        fields={},
        sentence=lambda platform, code, language: code,
    )
    console.sit_down(Actor(scene.actor_id, "Aoi", Role.MODERATOR))
    bridge, look, window = Bridge(), Look(scheme="light", language="en"), QWidget()
    look.install(qapp)
    qtbot.addWidget(window)
    window.resize(1440, 900)
    actions = Actions(window)
    with actions.wiring("incidents"):
        room = IncidentsRoom(look, bridge, console, actions, Notices(window), window)
    actions.show_room("incidents")
    console.watch(bridge.hint)
    bridge.hinted.connect(room.topics_changed)
    QHBoxLayout(window).addWidget(room)
    console.start()
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    room.take_focus()
    yield Manager(console, opened.store, scene, window, room, qtbot)
    bridge.close()
    console.close()


def test_a_burst_is_taken_up_led_closed_and_exported(manager: Manager, tmp_path: Path) -> None:
    """From the proposal to the file, by keyboard; the chain holds and says every step."""
    room, until, press = manager.room, manager.until, manager.press
    until(lambda: room.log.current_id() is not None and room.log.model.known(room.log.current_id() or 0) is not None)
    press(Qt.Key.Key_C)
    press(Qt.Key.Key_Return)
    until(lambda: room.is_one and manager.view().row.state is IncidentState.OPEN)
    assert manager.view().row.number == 1 and manager.view().row.cases == CASES and manager.view().row.lead == "Aoi"
    press(Qt.Key.Key_N)
    QTest.keyClicks(QApplication.focusWidget(), "the same hand in every case")
    press(Qt.Key.Key_Return)
    until(lambda: any(row.text == "the same hand in every case" for row in manager.view().timeline))
    room.resolution.outcome.buttons()["solved"].click()
    until(lambda: manager.view().row.outcome is not None)
    room.resolution.close_button.click()
    until(lambda: manager.view().row.state is IncidentState.CLOSED)
    room.back()
    room._save("json", str(tmp_path / "log.json"))
    until((tmp_path / "log.json").exists)
    (told,) = json.loads((tmp_path / "log.json").read_text("utf-8"))["incidents"]
    assert (told["number"], told["state"], told["outcome"], told["lead"]) == (1, "closed", "solved", "Aoi")
    assert manager.scene.chain_holds()
    assert manager.scene.events("incident") == [
        "incident.proposed", "incident.accepted", "incident.noted", "incident.outcome_set", "incident.moved",
    ]  # fmt: skip
