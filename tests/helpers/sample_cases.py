"""An invented queue for tests of the window: a small game community in two languages."""

from __future__ import annotations

from dataclasses import dataclass

from moderator.domain.action import Ability, ActionKind, EndsBy, Reversible, Scope
from moderator.domain.case import HOUR, MINUTE, CaseState, urgency_parts
from moderator.domain.community import (
    Attachment,
    AuthorStatus,
    FlagSource,
    PlatformState,
    PostState,
    Severity,
    SubjectKind,
)
from moderator.domain.rows import (
    AuthorCard,
    CaseView,
    CommunityRow,
    FlagRow,
    GuidelineRow,
    GuidelinesRow,
    PostRow,
    QueueRow,
    RevisionRow,
    Span,
    StrikeRow,
    ThreadRow,
)

NOW = 1_795_000_000_000_000
COMMUNITY = 1


@dataclass(frozen=True)
class Sample:
    """What a test wants to say about one case; everything else follows from it."""

    id: int
    author: str
    text: str
    words: tuple[str, ...]  # each is a hit where it stands
    guideline: str
    severity: Severity
    minutes: int
    reporters: int = 1
    picture: bool = False
    edited_from: str = ""

    @property
    def hits(self) -> tuple[Span, ...]:
        return tuple((self.text.index(word), self.text.index(word) + len(word)) for word in self.words)


SAMPLES = (
    Sample(1, "ほたるび七号", "すごく疲れた。もう全部やめたい。", (), "risk", Severity.CRITICAL, 2, 2),
    Sample(
        2,
        "nullspore",
        "Hey devs! We are giving away FREE 10,000 spore coins to every Hyphae developer this week. Just log in with "
        "your forum account and they land in your wallet in seconds:\nhttps://spore-coins.example/claim?ref=ns-441\n"
        "Only until midnight, so be quick. My brother got his already and it really works.",
        ("FREE 10,000 spore coins", "spore-coins.example", "Only until midnight"),
        "spam",
        Severity.HIGH,
        6,
        3,
    ),
    Sample(
        3,
        "たまごだけ",
        "この人の本名と職場わかったので、あとで貼ります",
        ("本名と職場",),
        "personal-data",
        Severity.HIGH,
        9,
        4,
    ),
    Sample(
        4,
        "くろいろ茶碗",
        "は？お前は馬鹿か。攻略も読まずに書くな。この部屋は初心者の遊び場じゃない。まとめに全部書いてあるだろ。もう来るな。",
        ("お前は馬鹿", "もう来るな"),
        "harassment",
        Severity.MEDIUM,
        12,
        2,
        edited_from="攻略も読まずに書くな。",
    ),
    Sample(
        5,
        "hollowcap",
        "Read the manual, you absolute potato. Nobody wants you here.",
        ("absolute potato",),
        "harassment",
        Severity.MEDIUM,
        14,
    ),
    Sample(
        6,
        "spore_mart_88",
        "限定スキン代行します、くわしくは spore-mart.example まで",
        ("限定スキン代行", "spore-mart.example"),
        "spam",
        Severity.MEDIUM,
        15,
    ),
    Sample(
        7,
        "ぽるちに",
        "最終章まで行った人へ。灯り守の正体、気づきましたか？",
        ("最終章", "灯り守の正体"),
        "spoilers",
        Severity.MEDIUM,
        18,
        2,
    ),
    Sample(
        8,
        "render_wren",
        "Here is a screenshot from a build I should not have, look at the new biome. Keys for testers in my messages.",
        ("new biome", "Keys for testers"),
        "copyright",
        Severity.MEDIUM,
        21,
        picture=True,
    ),
    Sample(
        9,
        "hyphae_help_desk",
        "This is official support. Send me your password and I will fix it.",
        ("official support", "password"),
        "impersonation",
        Severity.MEDIUM,
        24,
        2,
    ),
    Sample(
        10,
        "Mossy Dave",
        "WHY IS THE NIGHTLY BROKEN AGAIN AND NOBODY SAYS A WORD",
        (),
        "off-topic",
        Severity.LOW,
        31,
    ),
    Sample(
        11,
        "朝つゆ",
        "スレ違いですが、今日のきのこ鍋の写真です",
        (),
        "off-topic",
        Severity.LOW,
        34,
        picture=True,
    ),
    Sample(12, "だんご虫三号", "この質問、何回目ですか。検索してください", (), "respect", Severity.LOW, 41),
)

_GUIDELINES = (
    ("respect", "Respect", "敬意", Severity.LOW, "other"),
    ("harassment", "Harassment", "いやがらせ", Severity.MEDIUM, "harassment"),
    ("spam", "Spam, advertising", "宣伝・スパム", Severity.HIGH, "spam"),
    ("spoilers", "Spoilers", "ネタバレ", Severity.MEDIUM, "other"),
    ("personal-data", "Personal data", "個人情報", Severity.HIGH, "personal_data"),
    ("copyright", "Copyright, leaks", "著作物・流出", Severity.MEDIUM, "copyright"),
    ("off-topic", "Off-topic", "場違い", Severity.LOW, "off_topic"),
    ("impersonation", "Impersonation", "なりすまし", Severity.HIGH, "other"),
    ("risk", "Someone at risk", "安全の心配", Severity.CRITICAL, "self_harm"),
)


def guidelines() -> GuidelinesRow:
    rows = tuple(
        GuidelineRow(
            id=key,
            number=number,
            title={"en": en, "ja": ja},
            text={
                "en": f"{en}: what we ask of everybody.",
                "ja": f"{ja}について、皆さんにお願いしていることです。",
            },
            notice={
                "en": "Hello {author},\nyour post in {place} at {time} was removed under guideline {guideline}. "
                "You can appeal within 14 days; somebody else will look at it.",
                "ja": "{author} さん\n{place}での{time}の投稿を、ガイドライン{guideline}に触れるため削除しました。"
                "異議は14日以内に申し立てられます。別の担当者が見ます。",
            },
            severity=severity,
            category=category,
            suggest=(ActionKind.REMOVE,) if key in ("spam", "personal-data") else (),
        )
        for number, (key, en, ja, severity, category) in enumerate(_GUIDELINES, 1)
    )
    return GuidelinesRow(COMMUNITY, 12, NOW - 48 * HOUR, "Ren", "first version", rows)


def community() -> CommunityRow:
    return CommunityRow(
        id=COMMUNITY,
        platform="matrix",
        name="きのこ灯りの森 広場",
        address="http://127.0.0.1:1",
        account="@mod:hyphae.example",
        state=PlatformState.LIVE,
        paused=False,
        rehearsal=False,
        state_since=NOW - HOUR,
        last_contact_at=NOW,
        resumes_at=None,
        error_title="",
        error_message="",
        missing=(),
        quarantined=0,
        server_version="1.163.2",
    )


ABILITIES = (
    Ability(ActionKind.DISMISS, Scope.POST, True, Reversible.YES),
    Ability(ActionKind.REMOVE, Scope.POST, True, Reversible.NEVER),
    Ability(ActionKind.WARN, Scope.COMMUNITY, True, Reversible.NEVER),
    Ability(ActionKind.MUTE, Scope.PLACE, True, Reversible.YES, EndsBy.WORKER),
    Ability(ActionKind.KICK, Scope.PLACE, True, Reversible.PARTLY),
    Ability(ActionKind.BAN, Scope.PLACE, True, Reversible.YES, EndsBy.WORKER),
    Ability(ActionKind.SUSPEND, Scope.COMMUNITY, False, Reversible.YES, EndsBy.WORKER, reason="not_local"),
)


def queue_row(sample: Sample, now: int, state: CaseState = CaseState.OPEN, holder: str = "") -> QueueRow:
    opened = NOW - sample.minutes * MINUTE
    due = opened + HOUR
    excerpt = sample.text[:200]
    return QueueRow(
        id=sample.id,
        state=state,
        subject=SubjectKind.POST,
        severity=sample.severity,
        veiled=sample.guideline == "risk",
        author=sample.author,
        handle=f"@{sample.id}:hyphae.example",
        platform="matrix",
        community=community().name,
        place="# 攻略と質問",
        excerpt=excerpt,
        hits=tuple(h for h in sample.hits if h[1] <= len(excerpt)),
        guideline_id=sample.guideline,
        category="other",
        opened_at=opened,
        due_at=due,
        reporters=sample.reporters,
        flags=sample.reporters + bool(sample.words),
        rule_hits=len(sample.words),
        attachments=int(sample.picture),
        claimed_by=holder,
        claimed_by_id=7 if holder else None,
        outcome=None,
        urgency=min(100, sum(urgency_parts(sample.severity, sample.reporters, due, now))),
    )


def case_view(sample: Sample, row: QueueRow, now: int) -> CaseView:
    at = NOW - (sample.minutes + 1) * MINUTE
    revisions = (RevisionRow(1, sample.text, False, at, sample.hits),)
    if sample.edited_from:
        revisions = (
            RevisionRow(1, sample.edited_from, False, at),
            RevisionRow(2, sample.text, False, at + MINUTE, sample.hits),
        )
    picture = Attachment(
        "image",
        "cave.png",
        "mxc://hyphae.example/abc",
        "image/png",
        284_000,
        "A cave with blue mushrooms and a debug menu",
        1280,
        720,
    )
    post = PostRow(
        id=sample.id,
        native_id=f"${sample.id}",
        author_id=sample.id,
        author=sample.author,
        handle=row.handle,
        created_at=at,
        state=PostState.VISIBLE,
        text=sample.text,
        cut=False,
        encrypted=False,
        language="ja" if any(ord(c) > 0x3000 for c in sample.text) else "en",
        url="",
        revision=len(revisions),
        revisions=revisions,
        hits=sample.hits,
        attachments=(picture,) if sample.picture else (),
    )
    members = tuple(
        FlagRow(
            id=100 * sample.id + n,
            source=FlagSource.MEMBER,
            reporter=f"moss.and.iron {n + 1}",
            category="spam",
            comment="please look at this",
            at=at + MINUTE,
            severity=sample.severity,
        )
        for n in range(sample.reporters)
    )
    rules = tuple(
        FlagRow(
            id=1000 * sample.id + n,
            source=FlagSource.RULE,
            reporter="",
            category="rule",
            comment="",
            at=at,
            rule_id="words",
            guideline_id=sample.guideline,
            guideline_version=12,
            label=word,
            severity=sample.severity,
            spans=(span,),
            revision=len(revisions),
        )
        for n, (word, span) in enumerate(zip(sample.words, sample.hits, strict=True))
    )
    thread = (
        ThreadRow(
            "$parent",
            "raindrop.dev",
            "@raindrop:hyphae.example",
            at - MINUTE,
            "Week 31 thread. Post what you made with Hyphae 0.9 and say which nodes you used.",
            parent=True,
        ),
        ThreadRow(
            "$after",
            "moss.and.iron",
            "@moss:hyphae.example",
            at + 2 * MINUTE,
            "Is this real? I did not see it in the announcements.",
        ),
    )
    card = AuthorCard(
        id=sample.id,
        native_id=row.handle,
        handle=row.handle,
        name=sample.author,
        created_at=NOW - 3 * HOUR,
        first_seen_at=NOW - 2 * HOUR,
        is_local=True,
        is_bot=False,
        is_staff=False,
        status=AuthorStatus.ACTIVE,
        posts=4,
        reported=3,
        removed=2,
        strikes=(StrikeRow("spam", NOW - 24 * HOUR, NOW + 1000 * HOUR, False),),
        sanctions=(),
        history=(),
    )
    return CaseView(
        row=row,
        decisions_made=0,
        revision=len(revisions),
        flag_count=row.flags,
        parts=urgency_parts(sample.severity, sample.reporters, row.due_at, now),
        community_id=COMMUNITY,
        post=post,
        flags=members + rules,
        thread=thread,
        thread_at=NOW,
        thread_error="",
        author=card,
        abilities=ABILITIES,
        suggested=(ActionKind.REMOVE,) if sample.words else (),
        notes=(),
        decisions=(),
        same_text=0,
    )
