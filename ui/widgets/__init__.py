"""The controls that every room is built from. Each is handed the `Look` of the window and repaints when it changes."""
