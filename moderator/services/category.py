"""What a member's report is about, in the house's words: by the platform's category, or by the words they wrote."""

from __future__ import annotations

from collections.abc import Mapping

from moderator.domain.community import Severity
from moderator.rules.fold import fold
from moderator.rules.schema import Category

C = Category

SEVERITY: Mapping[str, Severity] = {
    C.SELF_HARM.value: Severity.CRITICAL,
    C.VIOLENCE.value: Severity.HIGH,
    C.ILLEGAL.value: Severity.HIGH,
    C.HATE.value: Severity.HIGH,
    C.SEXUAL.value: Severity.HIGH,
    C.PERSONAL_DATA.value: Severity.HIGH,
    C.HARASSMENT.value: Severity.MEDIUM,
    C.COPYRIGHT.value: Severity.MEDIUM,
    C.SPAM.value: Severity.MEDIUM,
    C.OFF_TOPIC.value: Severity.LOW,
    C.OTHER.value: Severity.LOW,
}
"""How heavy a report is before anybody has looked, by its category."""

# The most serious first: "spam and death threats" is about the threats.
_WORDS = (
    (C.SELF_HARM, "suicid", "self-harm", "self harm", "selfharm", "kill myself", "kill themsel", "自殺", "自傷", "死にたい"),
    (C.VIOLENCE, "violen", "threat", "kill", "暴力", "脅迫", "脅し", "殺害", "殺す", "殺害予告"),
    (C.ILLEGAL, "illegal", "csam", "drug", "fraud", "違法", "犯罪", "詐欺", "薬物"),
    (C.PERSONAL_DATA, "doxx", "doxing", "personal data", "personal info", "private info", "個人情報", "晒し", "本名", "住所"),
    (C.SEXUAL, "sexual", "porn", "nsfw", "nude", "性的", "わいせつ", "アダルト", "エロ", "ポルノ"),
    (C.HATE, "hate", "racis", "slur", "discriminat", "nazi", "差別", "ヘイト", "人種"),
    (C.HARASSMENT, "harass", "bully", "insult", "abus", "stalk", "toxic", "嫌がらせ", "いやがらせ", "ハラスメント",
     "誹謗", "中傷", "暴言", "いじめ", "侮辱", "荒らし", "粘着", "つきまとい"),
    (C.COPYRIGHT, "copyright", "piracy", "pirated", "dmca", "著作権", "無断転載", "海賊版"),
    (C.SPAM, "spam", "scam", "phish", "advert", "bot account", "スパム", "宣伝", "広告", "勧誘", "業者", "フィッシング"),
    (C.OFF_TOPIC, "off-topic", "off topic", "offtopic", "wrong channel", "wrong room", "スレ違い", "板違い", "場違い",
     "関係ない", "無関係", "ネタバレ", "spoiler"),
)  # fmt: skip
_FOLDED = tuple((category, tuple(map(fold, words))) for category, *words in _WORDS)
_READ = 500  # characters of a comment
_NOT_SAID = frozenset({"", "other", "none", "rule"})


def category_of(said: str, comment: str) -> str:
    """Return a category of ours. What the platform named counts, where it is one of ours; else the words decide."""
    named = said.strip().lower().replace("-", "_")
    if named in SEVERITY and named not in _NOT_SAID:
        return named
    for text in (comment, "" if named in _NOT_SAID else said):
        folded = fold(text[:_READ])
        for category, words in _FOLDED:
            if any(word in folded for word in words):
                return category.value
    return C.OTHER.value


def severity_of(category: str) -> Severity:
    return SEVERITY.get(category, Severity.LOW)
