"""Japanese and English: the translators of the window, and the command that keeps their files.

`.ts` is what people edit, `.qm` what the window loads; both stand in resources/translations, and a test builds the
`.qm` again and compares. `python -m ui.translation` collects the texts of `ui/` and builds both.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from moderator.settings import RESOURCES

FOLDER = RESOURCES / "translations"
LANGUAGES = ("en", "ja")
SOURCES = Path(__file__).resolve().parent


def wanted(setting: str) -> str:
    """The language for a setting of "system", "en" or "ja": the system's when it is Japanese, English otherwise."""
    if setting in LANGUAGES:
        return setting
    return "ja" if QLocale.system().language() == QLocale.Language.Japanese else "en"


class Translations:
    """The translators of *app*: one language at a time, whoever switched before."""

    def __init__(self, app: QCoreApplication) -> None:
        self._app = app

    def use(self, language: str) -> None:
        """Switch; every widget gets a LanguageChange event."""
        for before in self._app.findChildren(QTranslator):
            self._app.removeTranslator(before)
            before.deleteLater()
        qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for name, folder in ((f"qtbase_{language}", qt), (f"moderator_{language}", str(FOLDER))):
            translator = QTranslator(self._app)
            if translator.load(name, folder):
                self._app.installTranslator(translator)
            else:
                translator.deleteLater()
        self._app.setProperty("language", language)


def _tool(name: str) -> str:
    found = shutil.which(f"pyside6-{name}", path=str(Path(sys.executable).parent)) or shutil.which(f"pyside6-{name}")
    if found is None:
        raise SystemExit(f"pyside6-{name} is missing; install PySide6-Essentials")
    return found


def build(source: Path, target: Path) -> None:
    """Compile one `.ts` into a `.qm`."""
    subprocess.run([_tool("lrelease"), "-silent", str(source), "-qm", str(target)], check=True)


def collect() -> None:
    """Bring the `.ts` files up to date with the texts in `ui/`. English only needs its plural forms."""
    files = sorted(str(path) for path in SOURCES.rglob("*.py"))
    for language in LANGUAGES:
        target = FOLDER / f"moderator_{language}.ts"
        plural = ["-pluralonly"] if language == "en" else []
        command = [_tool("lupdate"), *files, "-ts", str(target), "-source-language", "en", "-target-language", language]
        subprocess.run([*command, "-no-obsolete", "-locations", "none", "-silent", *plural], check=True)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    collect()
    for language in LANGUAGES:
        build(FOLDER / f"moderator_{language}.ts", FOLDER / f"moderator_{language}.qm")


if __name__ == "__main__":
    main()
