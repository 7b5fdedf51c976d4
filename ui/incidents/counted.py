"""Phrases with a number in them, each with the plural forms of its language (the collecting tool needs `self.tr`)."""

from __future__ import annotations

from PySide6.QtCore import QObject


class Counted(QObject):
    """Each method gives a phrase for *n*."""

    def from_cases(self, n: int) -> str:
        return self.tr("from %n case(s)", "", n)

    def cases(self, n: int) -> str:
        return self.tr("%n case(s)", "", n)

    def authors(self, n: int) -> str:
        return self.tr("%n author(s)", "", n)

    def added(self, n: int) -> str:
        return self.tr("added %n case(s)", "", n)

    def came_in(self, n: int) -> str:
        return self.tr("%n further case(s) came in", "", n)

    def flags_in_ten(self, n: int) -> str:
        return self.tr("%n flag(s) in ten minutes", "", n)

    def no_breach(self, n: int) -> str:
        return self.tr("found no breach in %n case(s)", "", n)

    def decided(self, n: int) -> str:
        return self.tr("decided %n case(s)", "", n)

    def removed(self, n: int) -> str:
        return self.tr("removed %n post(s)", "", n)

    def by_authors(self, n: int) -> str:
        return self.tr("by %n author(s)", "", n)

    def waiting(self, n: int) -> str:
        return self.tr("%n waiting", "", n)

    def trouble(self, n: int) -> str:
        return self.tr("%n need(s) a person", "", n)

    def checks(self, n: int) -> str:
        return self.tr("%n check(s) open", "", n)

    def days(self, n: int) -> str:
        return self.tr("last %n day(s)", "", n)

    def text_burst(self, n: int) -> str:
        return self.tr("The same text in %n case(s)", "", n)

    def link_burst(self, n: int) -> str:
        return self.tr("Links to one site in %n case(s)", "", n)

    def author_burst(self, n: int) -> str:
        return self.tr("One author in %n case(s)", "", n)

    def members_burst(self, n: int) -> str:
        return self.tr("Many members reported %n case(s) in one place", "", n)

    def places(self, n: int) -> str:
        return self.tr("%n community(ies)", "", n)


counted = Counted()
