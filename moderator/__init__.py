"""Moderator: one console for everything a community team moderates. Runs with no display; never imports Qt."""

__version__ = "0.1.0"
