"""The log leaves the house as CSV and JSON, and a file is written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import pytest

from moderator.domain.community import Severity
from moderator.domain.errors import KnownError
from moderator.domain.incident import IncidentKind
from moderator.domain.incident_rows import IncidentFilter, IncidentOrder, NewIncident
from moderator.services.incident_export import COLUMNS, as_csv, as_json, moment, save
from moderator.services.incidents import Incidents
from tests.helpers.scene import Scene

ALL = (IncidentFilter(), IncidentOrder.NEWEST)


@pytest.fixture
def incidents(scene: Scene) -> Incidents:
    made = Incidents(scene.store)
    for title in ("=HYPERLINK(1)", "荒らし, \"二度目\""):
        scene.clock.pass_time(60)
        cases = (scene.case(),)
        new = NewIncident(scene.store.new_id(), title, IncidentKind.OTHER, Severity.LOW, scene.actor_id, cases)
        made.open(new, scene.actor_id)
    return made


def test_csv_has_the_log_in_its_order_and_no_formula(incidents: Incidents) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(incidents, *ALL).decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["number"], row["title"]) for row in rows] == [("2", '荒らし, "二度目"'), ("1", "'=HYPERLINK(1)")]
    assert (rows[0]["severity"], rows[0]["lead"], rows[0]["cases"], rows[0]["communities"]) == ("low", "Aoi", "1", "Fake")


def test_json_says_the_same_with_times_in_utc(incidents: Incidents) -> None:
    found = json.loads(as_json(incidents, *ALL))
    assert found["format"] == "moderator.incidents" and [one["number"] for one in found["incidents"]] == [2, 1]
    assert found["incidents"][0]["opened_at"].endswith("Z") and found["incidents"][1]["title"] == "=HYPERLINK(1)"


def test_a_filter_narrows_what_leaves(incidents: Incidents) -> None:
    assert json.loads(as_json(incidents, IncidentFilter(words="荒らし"), IncidentOrder.NEWEST))["incidents"][0]["number"] == 2


def test_moments_are_utc() -> None:
    assert (moment(None), moment(0), moment(1_700_000_000_000_000)) == ("", "1970-01-01T00:00:00Z", "2023-11-14T22:13:20Z")


def test_a_file_is_written_whole_and_never_over_another(tmp_path: Path) -> None:
    target = tmp_path / "new" / "log.csv"
    assert save(str(target), b"whole") == str(target)
    with pytest.raises(KnownError) as caught:
        save(str(target), b"other")
    assert caught.value.code == "file_there" and target.read_bytes() == b"whole" and os.listdir(target.parent) == ["log.csv"]


def test_a_folder_that_takes_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KnownError) as caught:
        save(str(tmp_path / "file" / "log.csv"), b"x")
    assert caught.value.code == "file_not_written"


def test_a_bare_name_lies_in_the_home_folder(home: Path) -> None:
    assert save("log.csv", b"x") == str(home / "log.csv")
