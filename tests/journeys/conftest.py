"""What walks through the window share with its own tests."""

from tests.helpers.watchdog import gui_watchdog
from tests.ui.conftest import bridge, frame, look

__all__ = ["bridge", "frame", "gui_watchdog", "look"]
