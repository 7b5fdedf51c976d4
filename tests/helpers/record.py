"""What a community's record says, in the platform's ids and whole texts: equal whenever two records mean the same."""

from __future__ import annotations

from typing import Any

from moderator.store import tables
from moderator.store.unit import Store


def said_by(store: Store, community_id: int) -> dict[str, Any]:
    with store.read() as reads:

        def rows(table, of_community: bool = True) -> list:
            query = table.select()
            if of_community:
                query = query.where(table.c.community_id == community_id)
            return reads.connection.execute(query).all()

        authors = {row.id: row.native_id for row in rows(tables.author)}
        places = {row.id: row.native_id for row in rows(tables.place)}
        posts = {row.id: row for row in rows(tables.post)}
        texts = {(row.post_id, row.number): row for row in rows(tables.revision, False) if row.post_id in posts}
        cases = {row.id: row for row in rows(tables.case)}

        def subject(case) -> str:
            return posts[case.subject_id].native_id if case.subject == "post" else authors[case.subject_id]

        def flag_key(row) -> str:
            if row.source != "rule":
                return row.key
            case = cases[row.case_id]
            rule, version = row.key.split(":")[1:3]
            return f"{rule}:{version}:{subject(case)}:{texts[case.subject_id, row.revision].text}"

        def flagged_text(row) -> str:
            case = cases[row.case_id]
            return texts[case.subject_id, row.revision].text if row.revision else ""

        return {
            "posts": {
                row.native_id: (
                    places[row.place_id], authors[row.author_id], row.created_at, row.edited_at, row.gone_at,
                    row.version, row.state, row.language, row.url, row.attachments,
                    texts[row.id, row.revision].text,
                    sorted((text.text, text.folded, text.at) for (post, _), text in texts.items() if post == row.id),
                )
                for row in posts.values()
            },
            "flags": sorted(
                (
                    flag_key(row), row.source, authors.get(row.reporter_id, ""), row.category, row.comment,
                    row.created_at, flagged_text(row), row.severity, row.guideline_id, row.rule_id, row.label,
                    row.spans, row.gone_at is not None, subject(cases[row.case_id]),
                )
                for row in rows(tables.flag)
            ),
            "cases": {
                (row.subject, subject(row)): (
                    places.get(row.place_id, ""), authors[row.author_id], row.state, row.severity, row.veiled,
                    row.guideline_id, row.category, row.language, row.reporters, row.flags, row.rule_hits,
                    row.opened_at, row.due_at, row.rank,
                )
                for row in cases.values()
            },
            "gone": sorted((row.kind, row.native_id, row.state, row.at) for row in rows(tables.gone)),
            "quarantine": sorted((row.kind, row.reason, bytes(row.raw)) for row in rows(tables.quarantine)),
            "found": {
                word: sorted(posts[found].native_id for found in reads.search.posts(word, 1_000) if found in posts)
                for word in ("coins", "馬鹿", "馬", "morning")
            },
        }  # fmt: skip
