"""Phrases with a number in them, each with the plural forms of its language.

They stand in a class because the tool that collects texts knows plural forms only from `self.tr`.
"""

from __future__ import annotations

from PySide6.QtCore import QObject


class Counted(QObject):
    """Each method gives a phrase for *n*."""

    def minutes(self, n: int) -> str:
        return self.tr("%n minute(s)", "", n)

    def hours(self, n: int) -> str:
        return self.tr("%n hour(s)", "", n)

    def days(self, n: int) -> str:
        return self.tr("%n day(s)", "", n)

    def months(self, n: int) -> str:
        return self.tr("%n month(s)", "", n)

    def years(self, n: int) -> str:
        return self.tr("%n year(s)", "", n)

    def in_hours(self, n: int) -> str:
        return self.tr("in %n hour(s)", "", n)

    def withdrawn(self, n: int) -> str:
        return self.tr("%n report(s) withdrawn", "", n)

    def places(self, n: int) -> str:
        return self.tr("%n place(s) in the text", "", n)

    def members(self, n: int) -> str:
        return self.tr("%n member(s) reported it", "", n)

    def not_decided(self, n: int) -> str:
        return self.tr("%n case(s) could not be decided", "", n)

    def others_decided(self, n: int) -> str:
        return self.tr("%n other(s) are decided.", "", n)


counted = Counted()
