"""What a message says: the words that members see, as plain text, whatever its sender put into which field.

A message carries a plain body and often a formatted one, and clients show the formatted one. Where the two say different
things both are kept: else a harmless body would hide what everybody reads.
"""

from __future__ import annotations

import html

from moderator.domain import caps

_BREAKS = frozenset(
    {"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "hr"}
)


def clean(text: str, limit: int = caps.TEXT_STORED * 2) -> str:
    """Cap a text and replace NUL, which databases refuse. The store cuts posts further, with a mark."""
    return text[:limit].replace("\x00", "\ufffd")


def body_text(body: str, formatted: str, *, is_reply: bool) -> str:
    """The text of a message out of its plain and its formatted body (HTML, may be empty)."""
    plain = without_fallback(body) if is_reply else body
    if not formatted:
        return plain
    shown = html_text(formatted)
    if not shown or _letters(shown) == _letters(plain):
        return plain
    return f"{plain}\n\n{shown}" if plain.strip() else shown


def without_fallback(body: str) -> str:
    """Take off the quotation that older clients put before a reply; a body that is nothing else stays as it is."""
    if not body.startswith(("> <@", "> * <@")):
        return body
    lines = body.split("\n")
    first = next((number for number, line in enumerate(lines) if not line.startswith(">")), len(lines))
    rest = "\n".join(lines[first:]).lstrip("\n")
    return rest if rest.strip() else body


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalpha()).casefold()


def html_text(source: str) -> str:
    """Turn HTML into the text it shows: tags out, links with their target, the quotation of a reply left out.

    One linear walk over at most the analysed size, and no parser: nothing nested can cost more.
    """
    source = source[: caps.TEXT_ANALYSED]
    out: list[str] = []
    position = quoted = 0
    link = ""
    while position < len(source):
        start = source.find("<", position)
        text = source[position:] if start < 0 else source[position:start]
        if text and not quoted:
            out.append(text)
        if start < 0:
            break
        end = source.find(">", start)
        if end < 0:  # no tag at all: shown as it stands
            if not quoted:
                out.append(source[start:])
            break
        tag = source[start + 1 : end]
        name = tag.strip("/ \t\n").split(" ", 1)[0].split("\n", 1)[0].lower()
        closing = tag.startswith("/")
        position = end + 1
        if name == "mx-reply":
            quoted = max(quoted + (-1 if closing else 1), 0)
        elif quoted:
            continue
        elif name == "a":
            if closing and link:
                out.append(f" ({link})")
            link = "" if closing else _target(tag)
        elif name in _BREAKS:
            out.append("\n")
    lines = (line.strip() for line in html.unescape("".join(out)).split("\n"))
    return "\n".join(line for line in lines if line)


def _target(tag: str) -> str:
    """The web address of a link; mentions of people and rooms are shown by their name alone."""
    at = tag.find("href=")
    if at < 0:
        return ""
    rest = tag[at + 5 :].strip()
    quote = rest[:1]
    end = rest.find(quote, 1) if quote in ("'", '"') else -1
    address = rest[1:end] if end > 0 else rest.split(" ", 1)[0]
    return "" if "matrix.to/" in address or address.startswith("matrix:") else address[: caps.URL_CHARACTERS]
