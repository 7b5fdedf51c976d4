"""Paints every control of the window on one sheet, to look at: `python -m tests.pictures.gallery FOLDER`.

One picture for light, dark and Japanese, each at 100 and 150 %.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from moderator.domain.action import Reversible
from moderator.domain.community import PlatformState, Severity
from moderator.domain.enforcement import EnforcementState
from ui.theme import ROLES, Look
from ui.widgets import chips, toggles
from ui.widgets.banner import Banners
from ui.widgets.buttons import ActionButton, Button, ChoiceButton, IconButton
from ui.widgets.empty import EmptyState
from ui.widgets.fields import Field, TextArea
from ui.widgets.icons import names
from ui.widgets.layout import Card, FlowLayout, Pane, caption
from ui.widgets.plain import label
from ui.widgets.post_text import Run
from ui.widgets.post_view import PostView
from ui.widgets.sheet import Sheet
from ui.widgets.tile import Tile
from ui.widgets.toast import Toast
from ui.widgets.urgency import Part, UrgencyBar

POST = (
    "Hey devs! We are giving away FREE 10,000 spore coins to every Hyphae developer this week. Just log in with your "
    "forum account and they land in your wallet in seconds:\nhttps://spore-coins.example/claim?ref=ns-441\n"
    "Only until midnight, so be quick. pay\u202emoc.elppa is real."
)
POST_JA = "は?お前は馬鹿か。攻略も読まずに書くな。この部屋は初心者の遊び場じゃない。まとめに全部書いてあるだろ。もう来るな。"
MARKED = ("FREE 10,000 spore coins", "spore-coins.example", "Only until midnight", "お前は馬鹿", "もう来るな")


def runs(text: str) -> list[Run]:
    found = [Run(text.index(word), text.index(word) + len(word), words="Coin giveaways, v12") for word in MARKED if word in text]
    if "https" in text:
        found.insert(0, Run(text.index("https"), text.index("\nOnly"), "quiet"))
    return found


class Gallery:
    """The sheet, built for one look."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.ja = look.japanese

    def say(self, en: str, ja: str) -> str:
        return ja if self.ja else en

    def row(self, parts: Sequence[QWidget], gap: int = 8) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(self.look, holder, gap=gap)
        for part in parts:
            flow.addWidget(part)
        return holder

    def section(self, title: str, *parts: QWidget) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, self.look.px(12))
        column.setSpacing(self.look.px(8))
        column.addWidget(caption(self.look, title))
        for part in parts:
            column.addWidget(part)
        return holder

    def buttons(self) -> QWidget:
        look, say = self.look, self.say
        off = Button(look, say("Not now", "まだ"))
        off.setEnabled(False)
        actions = [
            ActionButton(look, say("No breach", "問題なし"), "A", reversible=Reversible.YES),
            ActionButton(look, say("Remove", "削除"), "R", reversible=Reversible.NEVER, suggested=True),
            ActionButton(look, say("Limit author", "投稿者を制限"), "M", reversible=Reversible.PARTLY),
            ActionButton(look, say("Lock", "スレッドを閉じる"), "L", reason=say("needs a right we lack", "権限がありません")),
        ]
        names_ = ("敬意", "いやがらせ", "宣伝・スパム") if self.ja else ("Respect", "Harassment", "Spam, advertising")
        choices = [ChoiceButton(look, n, str(i), severity=Severity(i)) for i, n in enumerate(names_, 1)]
        choices[1].setChecked(True)
        return self.section(
            "Buttons",
            self.row(
                [
                    Button(look, say("Decide and next", "決定して次へ"), kind="primary", size="strip", key="Enter"),
                    Button(look, say("Save", "保存")),
                    Button(look, say("Undo", "取り消す"), icon="undo", key="Z", size="small"),
                    Button(look, say("Incidents", "インシデント"), icon="incidents", count="2"),
                    Button(look, say("Escalate", "上申"), kind="quiet", key="E"),
                    Button(look, say("History", "履歴"), kind="link"),
                    IconButton(look, "sort", say("Order", "並べ替え")),
                    off,
                ]
            ),
            self.row(actions),
            self.row(choices),
        )

    def facts(self) -> QWidget:
        look, say = self.look, self.say
        strikes = chips.Strikes(look)
        strikes.show_levels((3, 2))
        return self.section(
            "Marks and chips",
            self.row([chips.MarkWord(look, level) for level in Severity], 20),
            self.row([chips.MarkWord(look, state) for state in EnforcementState], 20),
            self.row([chips.MarkWord(look, r, role="note") for r in Reversible], 16),
            self.row([chips.MarkWord(look, p, role="small", plain=True) for p in PlatformState], 20),
            self.row(
                [
                    chips.Chip(look, say("Regular", "常連"), size="name"),
                    chips.Chip(look, say("Joined 3 h ago", "登録 3 時間前"), tone="s2", size="name"),
                    chips.Chip(look, say("Newcomer, 2nd post", "新人・2 件目"), tone="conf", size="name"),
                    chips.Chip(look, say("evasion", "回避"), outlined=True),
                    chips.Chip(look, say("Draft of v13", "v13 の下書き"), tone="sent"),
                    chips.Tag(look, "nullspore"),
                    chips.KeyCap(look, "Ctrl K"),
                    chips.KeyCap(look, "R", big=True),
                    chips.Badge(look, "99+"),
                    chips.Badge(look, "3", tone="ac"),
                    chips.Badge(look, "?", tone="unk"),
                    chips.PlatformTile(look, "M", "Matrix"),
                    *[chips.Avatar(look, n, k) for n, k in (("nullspore", "a"), ("茶碗", "b"), ("ほたる", "c"), ("@ren", "d"))],
                    strikes,
                ]
            ),
        )

    def inputs(self) -> QWidget:
        look, say = self.look, self.say
        search = Field(look, say("Filter", "絞り込み"), icon="search", key="/", high=28)
        typed = Field(look, say("Address", "アドレス"))
        typed.setText("mori-akari.example")
        wrong = Field(look, say("Token", "トークン"), secret=True)
        wrong.setText("secret")
        wrong.set_fault(True)
        on = toggles.Switch(look, say("Rehearsal", "リハーサル"))
        on.setChecked(True)
        checked = toggles.Check(look, say("Send the notice", "通知を送る"))
        checked.setChecked(True)
        area = TextArea(look, say("How was it today?", "今日はどうでしたか"))
        area.set_text(say("A wave in the evening, calm now.", "夕方に波がありましたが、落ち着きました。"))
        options = [("any", say("any", "どれか")), ("all", say("all", "すべて")), ("none", say("none", "なし"))]
        segments = toggles.SegmentedControl(look, options)
        segments.choose("all")
        for field in (search, typed, wrong):
            field.setFixedWidth(look.px(200))
        return self.section(
            "Fields and toggles",
            self.row([search, typed, wrong]),
            self.row([on, toggles.Switch(look, say("Off", "オフ")), checked, toggles.Check(look, say("Mute", "発言停止")), segments], 20),
            area,
        )

    def post(self) -> QWidget:
        look = self.look
        card = Card(look, radius=10, edge="line2")
        column = QVBoxLayout(card)
        column.setContentsMargins(*[look.px(n) for n in (20, 16, 20, 16)])
        view = PostView(look)
        text = POST_JA if self.ja else POST
        view.show_post(text, runs(text))
        column.addWidget(view)
        column.addWidget(Tile(look, "image", "mushrooms.png", size=483_212, alt="A cave with blue mushrooms", reveal_key="⇧ V"))
        column.addWidget(Tile(look, "file", "notes.pdf", size=12_000))
        bar = UrgencyBar(look)
        parts = (Part(40, "s3", self.say("severity 40", "重大度 40")), Part(22, "ac", self.say("reporters 22", "報告者 22")))
        bar.show_parts(78, (*parts, Part(16, "t3", self.say("age 16", "経過 16"))))
        return self.section("Post", card, bar)

    def type(self) -> QWidget:
        return self.section("Type", self.row([label(self.look, f"{role} 漢字かな", role) for role in ROLES], 12))

    def icons(self) -> QWidget:
        return self.section("Icons", self.row([IconButton(self.look, name, name) for name in names()], 4))

    def strips(self) -> QWidget:
        say, banners = self.say, Banners(self.look)
        again = [("again", say("Try again", "もう一度"))]
        banners.show_banner("a", "info", say("12 new cases", "新着 12 件"))
        text = say("Triage goes on over the local copy; 3 actions wait.", "手元の控えで続けられます。3 件が待っています。")
        banners.show_banner("b", "warn", say("Offline since 12:04", "12:04 からオフライン"), text, actions=again)
        text = say("The token lacks a right. Make a new one.", "トークンの権限が足りません。作り直してください。")
        banners.show_banner("c", "error", say("Plaza refused us", "広場に拒否されました"), text, actions=again)
        banners.show_banner("c", "error", say("Plaza refused us", "広場に拒否されました"), text, actions=again)
        text = say("It will not be sent again unless you say so.", "指示があるまで再送しません。")
        banners.show_banner("d", "unknown", say("We do not know whether it arrived", "届いたか分かりません"), text)
        return self.section("Banners", banners)

    def empty(self) -> QWidget:
        look, say = self.look, self.say
        return EmptyState(
            look,
            say("Queue is clear", "列は空です"),
            say("The last item was 4 min ago.", "最後の 1 件は 4 分前でした。"),
            ways=[Button(look, say("Incidents", "インシデント"), icon="incidents", count="2")],
            foot=say("Plaza, Hyphae forum: all live", "広場、Hyphae forum すべて接続中"),
        )

    def build(self) -> QWidget:
        page = Pane(self.look, "bg1")
        grid = QGridLayout(page)
        grid.setContentsMargins(*[self.look.px(20)] * 4)
        grid.setHorizontalSpacing(self.look.px(28))
        left = (self.buttons, self.facts, self.inputs, self.strips, self.type)
        for column, parts in enumerate((left, (self.post, self.icons, self.empty))):
            holder = QVBoxLayout()
            for part in parts:
                holder.addWidget(part())
            holder.addStretch()
            grid.addLayout(holder, 0, column)
            grid.setColumnStretch(column, 1)
        return page


def over(look: Look, page: QWidget) -> Callable[[], None]:
    """A toast and a sheet over the sheet of controls."""
    toast = Toast(look, page)
    ja = look.japanese
    toast.show_undo("個人情報として削除" if ja else "Removed as personal data", "たまごだけ · not sent yet", seconds=8)
    toast.place(look.px(20), page.height() - look.px(20))
    sheet = Sheet(look, page, "キー" if ja else "Keys in Triage", wide=420)
    row = QHBoxLayout()
    row.addWidget(label(look, "閉じる" if ja else "No breach", "strong"))
    row.addStretch()
    row.addWidget(chips.KeyCap(look, "A"))
    sheet.content.addLayout(row)
    sheet.add_foot(label(look, "太字だけで始められます" if ja else "Bold is all you need", "small", "t2"), 1)
    sheet.add_foot(Button(look, "変更" if ja else "Change", kind="primary", size="small"))
    return sheet.open


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    for scheme, language in (("light", "en"), ("dark", "en"), ("light", "ja"), ("dark", "ja")):
        for scale in (100, 150):
            QLocale.setDefault(QLocale(QLocale.Language.Japanese if language == "ja" else QLocale.Language.English))
            look = Look(scheme=scheme, scale=scale, language=language)
            look.install(app)
            page = Gallery(look).build()
            page.resize(look.px(1240), look.px(1080))
            page.show()
            app.processEvents()
            page.resize(look.px(1240), page.heightForWidth(look.px(1240)))
            app.processEvents()
            page.findChild(ActionButton).setFocus(Qt.FocusReason.TabFocusReason)
            name = f"{scheme}-{language}-{scale}"
            page.grab().save(str(folder / f"{name}.png"))
            show = over(look, page)
            app.processEvents()
            show()
            app.processEvents()
            page.grab().save(str(folder / f"{name}-over.png"))
            page.close()
            page.deleteLater()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
