"""A bare PySide6 window with one list, until it is painted: what the start of ours is held against."""

from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import QApplication, QListView, QVBoxLayout, QWidget


def main() -> None:
    app = QApplication([])
    window = QWidget()
    column = QVBoxLayout(window)
    view = QListView()
    model = QStringListModel([f"row {n}" for n in range(200)])
    view.setModel(model)
    column.addWidget(view)
    window.resize(1440, 900)
    window.show()
    while not window.windowHandle().isExposed():
        app.processEvents()
    window.grab()
    print("ready", flush=True)


if __name__ == "__main__":
    main()
