"""The communities that a team looks after: connecting and pausing them, how their connection does, what was set apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from moderator.domain import caps
from moderator.domain.audit import Event
from moderator.domain.community import BadItem, PlatformState, SessionInfo
from moderator.domain.errors import KnownError
from moderator.domain.requests import Topic
from moderator.domain.rows import CommunityRow, PlaceRow, QuarantineRow
from moderator.ports import Clock, Connector, ReadsAgain
from moderator.rules import files
from moderator.services.guidelines import put_in_force
from moderator.services.ingest import Ingest
from moderator.services.reading import plain

if TYPE_CHECKING:
    from moderator.store.communities import Connection
    from moderator.store.unit import Store, Tx


class Communities:
    def __init__(self, store: Store, clock: Clock, ingest: Ingest) -> None:
        self._store = store
        self._clock = clock
        self._ingest = ingest

    # --- views -------------------------------------------------------------------------------------------------------

    def rows(self) -> list[CommunityRow]:
        with self._store.read() as reads:
            return reads.communities.rows()

    def row(self, community_id: int) -> CommunityRow:
        for row in self.rows():
            if row.id == community_id:
                return row
        raise _unknown()

    def connection(self, community_id: int) -> Connection:
        """What a worker needs to reach a community."""
        with self._store.read() as reads:
            found = reads.communities.connection(community_id)
        if found is None:
            raise _unknown()
        return found

    def places(self) -> list[PlaceRow]:
        with self._store.read() as reads:
            return reads.communities.places()

    def quarantine(self, community_id: int) -> list[QuarantineRow]:
        with self._store.read() as reads:
            return reads.communities.quarantine(community_id)

    # --- connecting --------------------------------------------------------------------------------------------------

    def add(
        self,
        platform: str,
        name: str,
        address: str,
        *,
        admin_address: str = "",
        options: Mapping[str, object] | None = None,
        rehearsal: bool = False,
        actor_id: int | None = None,
        community_id: int | None = None,
        starts_with: str = "",
    ) -> int:
        """Keep a new connection; returns its id. *community_id* may be made before (`Store.new_id`), so that the secret
        lies in the vault before anybody can want it.

        *starts_with* is a guidelines file that comes into force with it: nobody ever sees the community without.
        """
        if starts_with:
            files.load(starts_with)
        name, address = name.strip(), address.strip()
        if not address:
            raise KnownError("The address is missing", "Say where the community is reached.", code="no_address")
        with self._store.write(actor_id) as tx:
            if any(one.platform == platform and one.address == address for one in tx.communities.connections()):
                raise KnownError(
                    "This community is connected already", "Look at it in the setup room.", code="community_there"
                )
            made = tx.new_id() if community_id is None else community_id
            tx.communities.add(
                id=made,
                platform=platform,
                name=plain(name or address, caps.NAME_CHARACTERS),
                address=address,
                admin_address=admin_address.strip(),
                options=options,
                rehearsal=rehearsal,
            )
            _tell(tx, "community.added", made, platform=platform, rehearsal=rehearsal)
            if starts_with:
                put_in_force(tx, made, starts_with, actor_id)
        return made

    def rename(self, community_id: int, name: str, actor_id: int) -> None:
        said = plain(name.strip(), caps.NAME_CHARACTERS)
        if not said:
            raise KnownError("The name is empty", "Write a name.", code="name_missing")
        self._change(community_id, "community.renamed", actor_id, name=said)

    def pause(self, community_id: int, paused: bool, actor_id: int) -> None:
        """Stop serving a community, or go on: nothing comes in and nothing leaves while it is paused."""
        kind = "community.paused" if paused else "community.resumed"
        self._change(community_id, kind, actor_id, paused=paused)

    def set_options(self, community_id: int, options: Mapping[str, object], actor_id: int | None) -> None:
        """Set the switches of a connection; those that are not named stay."""
        with self._store.read() as reads:
            found = reads.communities.connection(community_id)
        if found is None:
            raise _unknown()
        self._change(community_id, "community.options_set", actor_id, options={**found.options, **options})

    def set_rehearsal(self, community_id: int, rehearsal: bool, actor_id: int) -> None:
        """While it rehearses everything is read and nothing leaves."""
        self._change(community_id, "community.rehearsal_set", actor_id, rehearsal=rehearsal)

    def remove(self, community_id: int, actor_id: int) -> None:
        """Stop looking after a community. Its record stays until retention lets it go."""
        with self._store.write(actor_id) as tx:
            if not tx.communities.put(community_id, removed_at=tx.now, paused=True):
                raise _unknown()
            _tell(tx, "community.removed", community_id)

    def _change(self, community_id: int, kind: str, actor_id: int | None, **columns: object) -> None:
        with self._store.write(actor_id) as tx:
            if not tx.communities.put(community_id, **columns):
                raise _unknown()
            facts = {name: value for name, value in columns.items() if name != "name"}
            _tell(tx, kind, community_id, **facts)

    # --- how the connection does -------------------------------------------------------------------------------------

    def connected(self, community_id: int, info: SessionInfo) -> None:
        """Keep what a live check found: who we are there and what that account may do. The connection is live."""
        columns: dict[str, object] = {
            "account": plain(info.account, caps.NAME_CHARACTERS),
            "account_name": plain(info.account_name, caps.NAME_CHARACTERS),
            "server_version": plain(info.server_version, caps.NAME_CHARACTERS),
            "rights": dict(info.rights),
            "missing": [plain(each, caps.REASON_CHARACTERS) for each in info.missing],
            "facts": dict(info.facts),
        }
        with self._store.write() as tx:
            before = tx.communities.connection(community_id)
            if before is None:
                return
            if before.state is not PlatformState.LIVE:
                columns |= {"state": PlatformState.LIVE.value, "state_since": tx.now}
            columns |= {"resumes_at": None, "error_title": "", "error_message": "", "last_contact_at": tx.now}
            tx.communities.put(community_id, **columns)
            held = sorted(name for name, has in info.rights.items() if has)
            _tell(tx, "community.connected", community_id, rights=held, version=columns["server_version"])

    def set_state(
        self, community_id: int, state: PlatformState, error: KnownError | None = None, resumes_at: int | None = None
    ) -> None:
        """Say how the connection does; the same state again only moves `resumes_at` and the time of last contact."""
        with self._store.write() as tx:
            before = tx.communities.connection(community_id)
            if before is None:
                return
            columns: dict[str, object] = {
                "resumes_at": resumes_at,
                "error_title": "" if error is None else plain(error.title, caps.NAME_CHARACTERS),
                "error_message": "" if error is None else plain(error.message, caps.REASON_CHARACTERS),
            }
            if state is PlatformState.LIVE:
                columns["last_contact_at"] = tx.now
            if before.state is not state:
                columns |= {"state": state.value, "state_since": tx.now}
            tx.communities.put(community_id, **columns)
            code = "" if error is None else error.code
            _tell(tx, "community.state", community_id, state=state.value, code=code, resumes_at=resumes_at)

    def refuse(self, community_id: int, error: KnownError) -> None:
        """This community cannot be served until a person mends it: its secret is missing, say."""
        self.set_state(community_id, PlatformState.REFUSED, error)

    # --- what could not be read --------------------------------------------------------------------------------------

    def retry(self, item_id: int, connector: Connector) -> Mapping[str, object]:
        """Read a quarantined item once more and take what it says; returns what came of it.

        Raises KnownError when it still cannot be read, or its platform cannot read kept items.
        """
        with self._store.read() as reads:
            kept = reads.communities.quarantined(item_id)
        if kept is None or kept.settled:
            raise KnownError("This item is settled", "Somebody saw to it already.", code="item_settled")
        if not isinstance(connector, ReadsAgain):
            raise KnownError(
                "This platform's items are not read again by themselves",
                "Open the item on the platform, then discard it here.",
                code="not_read_again",
            )
        items = connector.read_again(kept.item)
        if items and all(isinstance(item, BadItem) for item in items):  # of a page those left are set apart anew
            reason = next((item.reason for item in items if isinstance(item, BadItem)), kept.item.reason)
            raise KnownError("It still cannot be read", reason, code="still_unreadable")
        taken = self._ingest.take_items(kept.community_id, items)
        self._settle(kept.community_id, item_id, "retried", None)
        return {"posts": taken.posts, "flags": taken.flags}

    def discard(self, item_id: int, actor_id: int) -> None:
        """Put a quarantined item aside for good; its bytes go with retention."""
        with self._store.read() as reads:
            kept = reads.communities.quarantined(item_id)
        if kept is None or kept.settled:
            raise KnownError("This item is settled", "Somebody saw to it already.", code="item_settled")
        self._settle(kept.community_id, item_id, "discarded", actor_id)

    def _settle(self, community_id: int, item_id: int, how: str, actor_id: int | None) -> None:
        with self._store.write(actor_id) as tx:
            if tx.communities.settle([item_id], how):
                tx.record(Event(f"quarantine.{how}", f"quarantine:{item_id}", facts={"community": community_id}))
                tx.touch(Topic.COMMUNITIES)


def _unknown() -> KnownError:
    return KnownError("This community is not known", "It may have been removed.", code="no_community")


def _tell(tx: Tx, kind: str, community_id: int, **facts: object) -> None:
    tx.record(Event(kind, f"community:{community_id}", facts=facts))
    tx.touch(Topic.COMMUNITIES)
