"""Japanese and English are equals: nothing unfinished, nothing missing, the compiled files up to date."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from ui import translation

PLACEHOLDER = "{"


def messages(language: str) -> list[ElementTree.Element]:
    root = ElementTree.parse(translation.FOLDER / f"moderator_{language}.ts").getroot()
    return list(root.iter("message"))


def forms(message: ElementTree.Element) -> list[str]:
    node = message.find("translation")
    assert node is not None
    return [form.text or "" for form in node.findall("numerusform")] or [node.text or ""]


def test_every_japanese_text_is_finished() -> None:
    unfinished = [
        m.findtext("source")
        for m in messages("ja")
        if m.find("translation").get("type") == "unfinished" or not all(forms(m))  # type: ignore[union-attr]
    ]
    assert unfinished == []


def test_every_english_plural_has_both_forms() -> None:
    assert all(len(forms(m)) == 2 and all(forms(m)) for m in messages("en"))


def test_placeholders_are_the_same_in_both_languages() -> None:
    def fields(text: str) -> list[str]:
        return sorted(part.split("}")[0] for part in text.split("{")[1:])

    wrong = [
        (m.findtext("source"), form)
        for m in messages("ja")
        for form in forms(m)
        if fields(m.findtext("source") or "") != fields(form)
    ]
    assert wrong == []


def test_no_text_of_the_window_is_missing_from_the_files(tmp_path: Path) -> None:
    """Collect again into a copy: the same sources must come out."""
    before = {(m.findtext("source"), m.findtext("comment")) for m in messages("ja")}
    target = tmp_path / "again.ts"
    files = sorted(str(path) for path in translation.SOURCES.rglob("*.py"))
    tool = translation._tool("lupdate")
    command = [tool, *files, "-ts", str(target), "-source-language", "en", "-target-language", "ja", "-locations", "none"]
    subprocess.run([*command, "-silent"], check=True)
    after = {
        (m.findtext("source"), m.findtext("comment")) for m in ElementTree.parse(target).getroot().iter("message")
    }
    assert sorted(map(str, after - before)) == []


@pytest.mark.parametrize("language", translation.LANGUAGES)
def test_the_compiled_file_is_the_one_that_its_source_gives(language: str, tmp_path: Path) -> None:
    built = tmp_path / "built.qm"
    translation.build(translation.FOLDER / f"moderator_{language}.ts", built)
    assert built.read_bytes() == (translation.FOLDER / f"moderator_{language}.qm").read_bytes()


@pytest.mark.parametrize(("setting", "language"), [("en", "en"), ("ja", "ja")])
def test_a_chosen_language_is_used(setting: str, language: str) -> None:
    assert translation.wanted(setting) == language


def test_the_system_decides_where_nothing_was_chosen() -> None:
    code = "from ui.translation import wanted; print(wanted('system'))"
    for locale, language in (("ja_JP.UTF-8", "ja"), ("de_DE.UTF-8", "en")):
        env = {"LC_ALL": locale, "LANG": locale, "PATH": "/usr/bin:/bin", "QT_QPA_PLATFORM": "offscreen"}
        told = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
        assert told.stdout.strip() == language
