"""The post that is judged: who and when, its words with the hits, links that are never opened, files, and its tools."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from moderator.domain.community import PostState
from moderator.domain.enforcement import EnforcementState
from moderator.domain.rows import CaseView, FlagRow, PostRow
from ui.actions import Actions
from ui.theme import Look
from ui.triage import wording
from ui.triage.card_rows import Pool
from ui.triage.edits import changed
from ui.triage.note import Note
from ui.widgets.buttons import Button
from ui.widgets.chips import Avatar, Chip, MarkWord
from ui.widgets.layout import Card, Divider, FlowLayout
from ui.widgets.plain import label
from ui.widgets.post_text import Run
from ui.widgets.post_view import PostView
from ui.widgets.tile import Tile

LINKS_SHOWN = 5
NEW_ACCOUNT = 7 * wording.DAY
_ENDS = frozenset(" \t\r\n\"'<>|^`{}\\）」』】。、")


def links_in(text: str) -> list[tuple[int, int, str]]:
    """Web addresses in *text*: where each begins and ends, and its host. A plain scan, whatever the text holds."""
    found: list[tuple[int, int, str]] = []
    low, at = text.casefold() if text.isascii() else text.lower(), 0
    if len(low) != len(text):  # a letter that grows in lower case would shift every place
        low = text
    while len(found) < 50 and (at := low.find("http", at)) >= 0:
        start = at
        head = next((one for one in ("http://", "https://") if low.startswith(one, at)), "")
        at += len(head) or 4
        if not head:
            continue
        end = at
        while end < len(text) and text[end] not in _ENDS and end - start < 2048:
            end += 1
        host = text[at:end]
        for mark in "/?#":
            host = host.split(mark, 1)[0]
        host = host.rsplit("@", 1)[-1]
        if host:
            found.append((start, end, host))
        at = max(end, at)
    return found


def runs_of(post: PostRow, flags: Sequence[FlagRow], word: str) -> list[Run]:
    """The marks of a post's text: its links quiet, its hits with the rule that found them. *word* names a version."""
    runs = [Run(start, end, "quiet") for start, end, _ in links_in(post.text)]
    named = {span: flag for flag in flags for span in flag.spans}
    for span in sorted({*post.hits, *named}):
        flag = named.get(span)
        words = ""
        if flag is not None:
            words = flag.label or flag.rule_id
            if flag.guideline_version is not None:
                words = word.format(rule=words, version=flag.guideline_version)
        runs.append(Run(span[0], span[1], "hit", words))
    return runs


class ToolButton(Button):
    """A tool below the post: an icon, a word and its key, without an edge of its own."""

    def __init__(self, look: Look, icon: str, key: str, parent: QWidget) -> None:
        super().__init__(look, "", kind="quiet", size="small", icon=icon, key=key, parent=parent)

    def _pad(self) -> int:
        return 0


class PostCard(Card):
    """Shows one case's post. The tools only give the commands that the room answers."""

    unveiled = Signal()

    def __init__(self, look: Look, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(look, "bg2", radius=10, edge="line2", parent=parent)
        self._actions = actions
        self.view: CaseView | None = None
        self._now = 0
        self.tiles: list[Tile] = []
        self.veiled = False
        self.edit = 0  # which change is shown, 1 the last; 0 the text itself
        self._build()
        look.changed.connect(self._restyle)
        self._restyle()

    def _build(self) -> None:
        look = self._look
        self._column = QVBoxLayout(self)
        self._head, self._names, self._facts = QHBoxLayout(), QVBoxLayout(), FlowLayout(look, gap=8, line_gap=2)
        self._avatar = Avatar(look, "", side=36, parent=self)
        self._sub = label(look, "", "small", "t3", elide=True, parent=self)
        self._reply = label(look, "", "small", "t3", elide=True, parent=self)
        self._reply.setMaximumWidth(look.px(220))
        self._outcome = MarkWord(look, EnforcementState.CONFIRMED, parent=self)
        self._name = label(look, "", "pane", "t1", elide=True, parent=self)
        self._facts.addWidget(self._name)
        self._chips: Pool[Chip] = Pool(self._make_chip, self._facts.addWidget)
        self._lock = Chip(look, "", size="name", icon="lock", parent=self)
        self._names.addLayout(self._facts)
        self._names.addWidget(self._lock)
        self._names.addWidget(self._sub)
        self._head.addWidget(self._avatar)
        self._head.addLayout(self._names, 1)
        self._head.addWidget(self._reply, 0, Qt.AlignmentFlag.AlignTop)
        self._head.addWidget(self._outcome, 0, Qt.AlignmentFlag.AlignTop)
        self._edit_line = label(look, "", "smallname", "t2", parent=self)
        self.text = PostView(look, parent=self)
        self._note = Note(look, parent=self)
        self._links, self._files = QVBoxLayout(), QVBoxLayout()
        self._link_rows: Pool[Note] = Pool(self._make_note, self._links.addWidget)
        self._more_links = label(look, "", "small", "t3", parent=self)
        self._line = Divider(look, parent=self)
        self._build_tools()
        parts = (self._head, self._edit_line, self.text, self._note, self._links, self._more_links, self._files, self._line)
        for part in (*parts, self._tools):
            if isinstance(part, QWidget):
                self._column.addWidget(part)
            else:
                self._column.addLayout(part)

    def _make_chip(self) -> Chip:
        return Chip(self._look, "", size="name", parent=self)

    def _make_note(self) -> Note:
        return Note(self._look, parent=self)

    def _build_tools(self) -> None:
        look, actions = self._look, self._actions
        self._tools, self._flow = QHBoxLayout(), FlowLayout(look, gap=16, line_gap=0)
        self._buttons: dict[str, Button] = {}
        for command, icon in (("guideline", "rule"), ("edits", "diff"), ("raw", "raw"), ("reveal", "veil"), ("copy", "copy")):
            key = actions.key(command) if command != "copy" else ""
            button = ToolButton(look, icon, key, self)
            button.clicked.connect(actions[command].trigger)
            self._buttons[command] = button
            if command != "copy":
                self._flow.addWidget(button)
        self._tools.addLayout(self._flow, 1)
        self._tools.addWidget(self._buttons["copy"], 0, Qt.AlignmentFlag.AlignTop)

    def _restyle(self) -> None:
        look = self._look
        self._column.setContentsMargins(look.px(20), look.px(16), look.px(20), look.px(6))
        self._column.setSpacing(look.px(12))
        self._head.setSpacing(look.px(12))
        self._names.setSpacing(0)
        self._tools.setContentsMargins(0, 0, 0, 0)
        self._tools.setSpacing(look.px(16))
        self._links.setSpacing(look.px(8))
        self._files.setSpacing(look.px(8))
        self._reply.setMaximumWidth(look.px(220))

    # --- what it shows ------------------------------------------------------------------------------------------------

    def show_case(self, view: CaseView, now: int) -> None:
        """Another case: folded, veiled and without edits, whatever was looked at before."""
        self.veiled = view.row.veiled
        self.edit = 0
        self.view, self._now = view, now
        self._fill(fresh=True)

    def refresh_case(self, view: CaseView, now: int) -> None:
        """The same case, changed; what is open stays open."""
        before, self.view, self._now = self.view, view, now
        same_files = before is not None and before.post is not None and view.post is not None
        same_files = same_files and before.post.attachments == view.post.attachments  # type: ignore[union-attr]
        self._fill(fresh=not same_files, same_text=before is not None and before.post == view.post)

    def retranslate(self) -> None:
        if self.view is not None:
            self._fill(fresh=False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _fill(self, *, fresh: bool, same_text: bool = False) -> None:
        view = self.view
        if view is None:
            return
        self._show_head(view)
        if not same_text or fresh:
            self._show_words(view)
        self._show_tools(view)
        if fresh:
            self._show_files(view)
        for tile in self.tiles:
            tile.setVisible(not self.veiled)

    def _show_head(self, view: CaseView) -> None:
        post = view.post
        self._avatar.show_name(view.row.author, view.row.handle)
        self._name.show_user_text(view.row.author)
        self._chips.begin()
        for words, tone in self._chip_words(view):
            chip = self._chips.next()
            chip.show_words(words)
            chip.set_tone(tone)
        self._chips.end()
        self._lock.setVisible(post is not None and post.encrypted)
        self._lock.show_words(self.tr("Encrypted"))
        parts = [view.row.handle] if post is None else self._when(post)
        self._sub.show_text(" · ".join(part for part in parts if part))
        parents = [row.author for row in view.thread if row.parent]
        self._reply.setVisible(bool(parents))
        if parents:
            self._reply.show_user_text(self.tr("in reply to {name}").format(name=parents[0]))
        gone = {
            PostState.REMOVED: self.tr("Removed"),
            PostState.DELETED_BY_AUTHOR: self.tr("Deleted by its author"),
        }.get(post.state if post is not None else PostState.VISIBLE, "")
        self._outcome.setVisible(bool(gone))
        if gone:
            self._reply.hide()
            self._outcome.show_value(EnforcementState.CONFIRMED, gone)

    def _when(self, post: PostRow) -> list[str]:
        edits = len(post.revisions) - 1
        edited = self.tr("edited %n time(s)", "", edits) if edits > 0 else self.tr("first revision")
        when = wording.day(post.created_at, self._now, self._look.language)
        return [when, edited, wording.language_name(post.language)]

    def _chip_words(self, view: CaseView) -> list[tuple[str, str]]:
        """What is worth a chip beside the name, each with its tone."""
        author, chips = view.author, []
        if author.created_at is not None:
            age = self._now - author.created_at
            if age < NEW_ACCOUNT:
                chips.append((self.tr("Joined {ago}").format(ago=wording.ago(author.created_at, self._now)), "s2"))
            else:
                chips.append((self.tr("Member for {span}").format(span=wording.span(age)), "t2"))
        if author.is_staff:
            chips.append((self.tr("Team"), "ac2"))
        if author.is_bot:
            chips.append((self.tr("Bot"), "t2"))
        if wording.status(author.status):
            chips.append((wording.status(author.status), "s3"))
        return chips

    def _show_words(self, view: CaseView) -> None:
        post = view.post
        icon, title, text = "", "", ""
        if post is None:
            icon, title = "person", self.tr("This case is about the account, not about one post")
        elif post.encrypted:
            icon, title = "lock", self.tr("This message is encrypted")
            text = self.tr("Its words cannot be read here. Go by the reports and by what stands around it.")
        elif self.veiled:
            icon, title = "veil", self.tr("Veiled: somebody may be at risk")
            text = self.tr("{key} shows the words.").format(key=self._actions.key("reveal"))
        elif not post.text and not post.attachments:
            icon, title = "info", self.tr("This post has no words")
        self._note.setVisible(bool(title))
        if title:
            self._note.show_note(icon, title, text)
        self.text.setVisible(not title and bool(post and post.text))
        self._edit_line.setVisible(bool(self.edit) and not title)
        if post is not None and not title:
            self._show_text(post, view.flags)
        else:
            self.text.show_post("")  # what was there belongs to another case
        self._show_links(post if not title else None)

    def _show_text(self, post: PostRow, flags: Sequence[FlagRow]) -> None:
        if not self.edit:
            text = post.text + ("\n" + self.tr("[the rest was too long to keep]") if post.cut else "")
            self.text.show_post(text, runs_of(post, flags, self.tr("{rule}, v{version}")))
            return
        new = len(post.revisions) - self.edit
        old, now = post.revisions[new - 1], post.revisions[new]
        self.text.show_post(*changed(old.text, now.text))
        when = wording.day(now.at, self._now, self._look.language)
        words = self.tr("Edit {n} of {all}, {when}: − removed, + added")
        self._edit_line.show_text(words.format(n=new, all=len(post.revisions) - 1, when=when))

    def _show_links(self, post: PostRow | None) -> None:
        hosts = list(dict.fromkeys(host for _, _, host in links_in(post.text))) if post is not None else []
        self._link_rows.begin()
        for host in hosts[:LINKS_SHOWN]:
            self._link_rows.next().show_line("link", host, self.tr("not opened"))
        self._link_rows.end()
        left = len(hosts) - LINKS_SHOWN
        self._more_links.setVisible(left > 0)
        if left > 0:
            self._more_links.show_text(self.tr("%n more address(es)", "", left))

    def _show_files(self, view: CaseView) -> None:
        while (item := self._files.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.tiles = []
        for number, file in enumerate(view.post.attachments if view.post is not None else ()):
            keys = (self._actions.key("reveal"), self._actions.key("peek")) if not number else ("", "")
            tile = Tile(
                self._look,
                file.kind,
                file.name,
                size=file.size,
                alt=file.alt,
                seed=number,
                reveal_key=keys[0],
                peek_key=keys[1],
                parent=self,
            )
            self.tiles.append(tile)
            self._files.addWidget(tile)
            tile.show()

    def _show_tools(self, view: CaseView) -> None:
        post = view.post
        spans = {span for flag in view.flags for span in flag.spans} | set(post.hits if post is not None else ())
        words = {
            "guideline": self.tr("%n hit(s)", "", len(spans)) if spans else self.tr("Guideline"),
            "edits": self.tr("Edits"),
            "raw": self.tr("Raw text"),
            "reveal": self.tr("Show the words"),
            "copy": self.tr("Copy safely"),
        }
        readable = post is not None and bool(post.text) and not post.encrypted
        shown = {
            "guideline": True,
            "edits": post is not None and len(post.revisions) > 1 and not self.veiled,
            "raw": readable and not self.veiled,
            "reveal": self.veiled,
            "copy": readable and not self.veiled,
        }
        for command, button in self._buttons.items():
            button.setText(words[command])
            button.setVisible(shown[command])

    # --- looking closer -----------------------------------------------------------------------------------------------

    def unveil(self) -> None:
        """Show the words of somebody who may be at risk: only ever by a deliberate key."""
        if self.veiled and self.view is not None:
            self.veiled = False
            self._fill(fresh=False)
            self.unveiled.emit()

    def next_edit(self) -> None:
        """Show the last change, then the ones before it, then the text itself again."""
        view = self.view
        if view is not None and view.post is not None and not self.veiled:
            self.show_edit((self.edit + 1) % len(view.post.revisions))

    def show_edit(self, number: int) -> None:
        """Show a change, 1 the last; 0 the text."""
        self.edit = number
        if self.view is not None:
            self._show_words(self.view)
