"""How the window looks: the colours of both themes, the roles of type, and the `Look` that every widget is handed.

There is no global theme: whoever builds the window makes one `Look` and passes it down. It tells when theme, text
size, motion or language changed; widgets repaint on its one signal.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, fields
from functools import cache
from string import Template

from PySide6.QtCore import QLocale, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from moderator.settings import RESOURCES


def _c(name: str) -> QColor:
    return QColor(name)


@dataclass(frozen=True, slots=True, eq=False)
class Theme:
    """Every colour of one theme by its token. All but `scrim` are opaque, so nothing is ever composited.

    `t4` is for what is switched off and for separators, never for information. `unk` is the only violet.
    """

    name: str
    dark: bool
    # layers
    bg0: QColor
    bg1: QColor
    bg2: QColor
    bg3: QColor
    well: QColor
    hover: QColor
    press: QColor
    sel: QColor
    selx: QColor
    # lines
    line: QColor
    line2: QColor
    line3: QColor
    grid: QColor
    # text and accent
    t1: QColor
    t2: QColor
    t3: QColor
    t4: QColor
    ac: QColor
    ac2: QColor
    onac: QColor
    act: QColor
    acl: QColor
    # a hit: in a post, and quieter in a list
    hitb: QColor
    hitb2: QColor
    hitl: QColor
    hitt: QColor
    # severity, and the tint behind each
    s1: QColor
    s2: QColor
    s3: QColor
    s4: QColor
    s1t: QColor
    s2t: QColor
    s3t: QColor
    s4t: QColor
    # outcome of an effect, and its tint
    wait: QColor
    sent: QColor
    conf: QColor
    ref: QColor
    unk: QColor
    waitt: QColor
    sentt: QColor
    conft: QColor
    reft: QColor
    unkt: QColor
    # can it be taken back
    rev: QColor
    par: QColor
    nev: QColor
    # difference of two texts: ground and line
    addb: QColor
    addl: QColor
    delb: QColor
    dell: QColor
    # charts: lines, severity stack, heat map
    k1: QColor
    k2: QColor
    k3: QColor
    k4: QColor
    k5: QColor
    k6: QColor
    v1: QColor
    v2: QColor
    v3: QColor
    v4: QColor
    h0: QColor
    h1: QColor
    h2: QColor
    h3: QColor
    h4: QColor
    h5: QColor
    # pictures that are veiled
    veil1: QColor
    veil2: QColor
    scrim: QColor  # one flat fill under palette and sheets
    shade: QColor  # of the stacked shadow below pop-ups
    shade_strength: int
    avatars: tuple[tuple[QColor, QColor], ...]  # ground and letter

    def severity(self, level: int) -> QColor:
        """The colour of a severity, 1 (low) to 4 (critical)."""
        return (self.s1, self.s2, self.s3, self.s4)[level - 1]

    def severity_tint(self, level: int) -> QColor:
        return (self.s1t, self.s2t, self.s3t, self.s4t)[level - 1]

    def named(self, token: str) -> QColor:
        """The colour of *token*, such as "t2"; an unknown one is a bug and raises AttributeError."""
        colour = getattr(self, token)
        assert isinstance(colour, QColor)
        return colour

    @property
    def control(self) -> QColor:
        """The ground of a button: paper in the light theme, the pop-up layer in the dark one."""
        return self.bg3 if self.dark else self.bg2

    @property
    def sunken(self) -> QColor:
        """The ground of a field."""
        return self.well if self.dark else self.bg2


LIGHT = Theme(
    name="light",
    dark=False,
    bg0=_c("#EFEDE8"), bg1=_c("#F8F7F4"), bg2=_c("#FFFFFF"), bg3=_c("#FFFFFF"), well=_c("#F3F1EC"),
    hover=_c("#F0EEE9"), press=_c("#E6E3DC"), sel=_c("#E7ECF9"), selx=_c("#ECEAE5"),
    line=_c("#E5E2DB"), line2=_c("#D2CEC4"), line3=_c("#8A8578"), grid=_c("#ECEAE4"),
    t1=_c("#1D1B16"), t2=_c("#555148"), t3=_c("#6B665B"), t4=_c("#A29D91"), ac=_c("#3A55B5"),
    ac2=_c("#2B4190"), onac=_c("#FFFFFF"), act=_c("#E7ECF9"), acl=_c("#B8C5EC"),
    hitb=_c("#FBE8B0"), hitb2=_c("#FCF1CF"), hitl=_c("#A36700"), hitt=_c("#1D1B16"),
    s1=_c("#6A665A"), s2=_c("#8C5900"), s3=_c("#B0410E"), s4=_c("#9E1420"), s1t=_c("#EEECE6"),
    s2t=_c("#FAF0D9"), s3t=_c("#FBE9DF"), s4t=_c("#F8E2E0"),
    wait=_c("#5A616D"), sent=_c("#3A55B5"), conf=_c("#1A6E4D"), ref=_c("#AF261E"), unk=_c("#7440A3"),
    waitt=_c("#ECEDEF"), sentt=_c("#E7ECF9"), conft=_c("#E1F0E8"), reft=_c("#F8E2E0"), unkt=_c("#F1E8F8"),
    rev=_c("#1A6E4D"), par=_c("#8A5A00"), nev=_c("#9E1420"),
    addb=_c("#E3F1E9"), addl=_c("#1A6E4D"), delb=_c("#F9E6E4"), dell=_c("#AF261E"),
    k1=_c("#3A55B5"), k2=_c("#D2691E"), k3=_c("#0FA39A"), k4=_c("#7A1B6E"), k5=_c("#6C4C00"),
    k6=_c("#4B483E"), v1=_c("#BDB8AB"), v2=_c("#E9BC55"), v3=_c("#C4501C"), v4=_c("#5E0F24"),
    h0=_c("#F1EFEA"), h1=_c("#DDE4F5"), h2=_c("#B6C4EA"), h3=_c("#859BDA"), h4=_c("#5872C6"),
    h5=_c("#33489B"),
    veil1=_c("#DAD7D0"), veil2=_c("#B8B4AB"),
    scrim=QColor(40, 37, 30, 87), shade=_c("#282214"), shade_strength=1,
    avatars=(
        (_c("#DCE3F6"), _c("#2B4190")), (_c("#F6E3D3"), _c("#8A3F0E")), (_c("#D6ECE6"), _c("#0E6156")),
        (_c("#EEDDF0"), _c("#702E78")), (_c("#EFE8C8"), _c("#6A5900")), (_c("#E6E3DC"), _c("#555148")),
    ),
)

DARK = Theme(
    name="dark",
    dark=True,
    bg0=_c("#111214"), bg1=_c("#17181B"), bg2=_c("#1D1E22"), bg3=_c("#26282D"), well=_c("#151619"),
    hover=_c("#212327"), press=_c("#2B2D32"), sel=_c("#252D4A"), selx=_c("#26282C"),
    line=_c("#292B30"), line2=_c("#3B3E45"), line3=_c("#7B7F88"), grid=_c("#26282C"),
    t1=_c("#ECEAE4"), t2=_c("#B7B4AC"), t3=_c("#9A978F"), t4=_c("#66645F"), ac=_c("#9AAEF5"),
    ac2=_c("#B7C6FF"), onac=_c("#10142A"), act=_c("#252D4A"), acl=_c("#44528A"),
    hitb=_c("#4A3B12"), hitb2=_c("#332B16"), hitl=_c("#E3B345"), hitt=_c("#FFF6DE"),
    s1=_c("#A19D94"), s2=_c("#E3B345"), s3=_c("#F28F52"), s4=_c("#FF7B72"), s1t=_c("#292A2D"),
    s2t=_c("#3A301A"), s3t=_c("#40291C"), s4t=_c("#432224"),
    wait=_c("#AAB0BC"), sent=_c("#9AAEF5"), conf=_c("#62C99C"), ref=_c("#FF7B72"), unk=_c("#C8A0F2"),
    waitt=_c("#2A2C32"), sentt=_c("#252D4A"), conft=_c("#1B2C25"), reft=_c("#36211F"), unkt=_c("#282233"),
    rev=_c("#62C99C"), par=_c("#E3B345"), nev=_c("#FF7B72"),
    addb=_c("#1C3329"), addl=_c("#62C99C"), delb=_c("#432224"), dell=_c("#FF7B72"),
    k1=_c("#8FA6F7"), k2=_c("#D06A38"), k3=_c("#7CECDD"), k4=_c("#A6609E"), k5=_c("#F7DD68"),
    k6=_c("#9B9789"), v1=_c("#4C4B48"), v2=_c("#8A6A2A"), v3=_c("#F09A52"), v4=_c("#FFD9CF"),
    h0=_c("#212227"), h1=_c("#26304F"), h2=_c("#33427A"), h3=_c("#4D62AC"), h4=_c("#7C93E2"),
    h5=_c("#BECBFF"),
    veil1=_c("#3A3B3E"), veil2=_c("#525356"),
    scrim=QColor(6, 7, 9, 158), shade=_c("#000000"), shade_strength=3,
    avatars=(
        (_c("#2A3358"), _c("#B7C6FF")), (_c("#46301F"), _c("#F2B489")), (_c("#1D3A35"), _c("#7FD6C7")),
        (_c("#3C2842"), _c("#DDA8E5")), (_c("#3A3519"), _c("#DACB6E")), (_c("#34343A"), _c("#C3C0B8")),
    ),
)

GROUNDS = ("bg0", "bg1", "bg2", "bg3", "well", "hover", "sel", "selx")
"""Where text may stand."""

TEXTS = (
    "t1", "t2", "t3", "ac", "ac2", "s1", "s2", "s3", "s4", "wait", "sent", "conf", "ref", "unk", "rev", "par", "nev",
)
"""Tokens that are read, so each keeps 4.5:1 on every ground."""

TINTED = (
    ("s1", "s1t"), ("s2", "s2t"), ("s3", "s3t"), ("s4", "s4t"), ("wait", "waitt"), ("sent", "sentt"),
    ("conf", "conft"), ("ref", "reft"), ("unk", "unkt"), ("onac", "ac"), ("onac", "ac2"), ("ac2", "act"),
    ("hitt", "hitb"), ("hitt", "hitb2"), ("t1", "addb"), ("t1", "delb"),
)
"""A text and the one tint that it stands on."""


# --- type -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Role:
    """One role of type: size and line in pixels at 100 %, and the weights in Latin and Japanese."""

    px: int
    line: int
    latin: int = 400
    japanese: int = 400
    spacing: float = 0.0  # em
    tabular: bool = False
    fixed: bool = False  # one width for all characters


ROLES = {
    "display": Role(28, 32, 600, 700, -0.02, tabular=True),  # big counts
    "page": Role(22, 28, 600, 700, -0.015),
    "title": Role(17, 24, 600, 700, -0.01),
    "ask": Role(17, 24, 400, 400, -0.01),  # what is typed into the palette
    "pane": Role(15, 24, 600, 700),  # names of panes
    "reading": Role(15, 24),  # posts
    "base": Role(13, 20),
    "name": Role(13, 20, 500, 500),
    "strong": Role(13, 20, 600, 700),
    "small": Role(12, 16),
    "smallname": Role(12, 16, 500, 500),
    "smallstrong": Role(12, 16, 600, 700),
    "time": Role(12, 16, tabular=True),
    "caption": Role(11, 16, 600, 700),
    "note": Role(11, 16),  # reversibility, legends
    "notename": Role(11, 16, 500, 500),
    "key": Role(11, 16, 500, 500),
    "chart": Role(10, 12, tabular=True),
    "count": Role(10, 16, 600, 700, tabular=True),
    "mono": Role(12, 18, fixed=True),
}


def families(fixed: bool = False, platform: str = sys.platform) -> list[str]:
    """Font families in order of preference; the Japanese one follows the Latin one, so that no Chinese form slips in."""
    if fixed:
        return [
            "Cascadia Mono", "SF Mono", "DejaVu Sans Mono", "Noto Sans Mono CJK JP", "BIZ UDGothic", "IPAGothic",
        ]
    if platform == "win32":
        return ["Segoe UI Variable Text", "Segoe UI", "Yu Gothic UI", "BIZ UDPGothic", "Meiryo"]
    if platform == "darwin":
        return [".AppleSystemUIFont", "Hiragino Sans"]
    return ["Inter", "Noto Sans", "Cantarell", "DejaVu Sans", "Noto Sans CJK JP", "IPAexGothic", "IPAPGothic"]


@cache
def _font(role: str, percent: int, japanese: bool) -> QFont:
    kind = ROLES[role]
    font = QFont()
    font.setFamilies(families(kind.fixed))
    pixels = max(1, round(kind.px * percent / 100))
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight(kind.japanese if japanese else kind.latin))
    if kind.spacing and not japanese:
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, kind.spacing * pixels)
    if kind.tabular:
        font.setFeature(QFont.Tag("tnum"), 1)
    if sys.platform != "win32":
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


# --- the look ---------------------------------------------------------------------------------------------------------


class Look(QObject):
    """Theme, text size (90 to 200 %), motion and language of one window, handed to each widget in its constructor."""

    changed = Signal()

    def __init__(
        self,
        *,
        scheme: str = "system",
        scale: int = 100,
        reduced_motion: bool = False,
        language: str = "en",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._scheme, self._scale, self._still, self._language = scheme, scale, reduced_motion, language
        self._system_dark = False
        self._app: QApplication | None = None

    def set(
        self,
        *,
        scheme: str | None = None,
        scale: int | None = None,
        reduced_motion: bool | None = None,
        language: str | None = None,
    ) -> None:
        """Change what is given; `scheme` is "system", "light" or "dark", `scale` is in per cent."""
        before = (self._scheme, self._scale, self._still, self._language)
        self._scheme = self._scheme if scheme is None else scheme
        self._scale = self._scale if scale is None else max(90, min(200, scale))
        self._still = self._still if reduced_motion is None else reduced_motion
        self._language = self._language if language is None else language
        if before != (self._scheme, self._scale, self._still, self._language):
            self._update()

    def install(self, app: QApplication) -> None:
        """Dress *app* now and on every change, and follow the system's scheme while `scheme` is "system"."""
        self._app = app
        app.setStyle("Fusion")
        hints = app.styleHints()
        self._system_dark = hints.colorScheme() == Qt.ColorScheme.Dark
        hints.colorSchemeChanged.connect(self._system_changed)
        self._update()

    def _system_changed(self, scheme: Qt.ColorScheme) -> None:
        if self._scheme == "system" and self._system_dark != (scheme == Qt.ColorScheme.Dark):
            self._system_dark = scheme == Qt.ColorScheme.Dark
            self._update()

    def _update(self) -> None:
        if self._app is not None:
            apply(self._app, self)
        self.changed.emit()

    @property
    def theme(self) -> Theme:
        dark = self._system_dark if self._scheme == "system" else self._scheme == "dark"
        return DARK if dark else LIGHT

    @property
    def scheme(self) -> str:
        return self._scheme

    @property
    def scale(self) -> int:
        """Text size in per cent."""
        return self._scale

    @property
    def reduced_motion(self) -> bool:
        return self._still

    @property
    def language(self) -> str:
        return self._language

    @property
    def japanese(self) -> bool:
        return self._language == "ja"

    def px(self, size: float) -> int:
        """A length at 100 % in pixels at the user's text size; never less than one pixel unless it is nothing."""
        return max(1, round(size * self._scale / 100)) if size else 0

    def font(self, role: str) -> QFont:
        """A font of that role (a key of ROLES) at the user's text size. A copy: change it freely."""
        return QFont(_font(role, self._scale, self.japanese))

    def line(self, role: str) -> int:
        """The height of a line of that role in pixels."""
        return self.px(ROLES[role].line)

    def colour(self, token: str) -> QColor:
        return self.theme.named(token)

    def msecs(self, duration: int) -> int:
        """How long something may move, in ms: nothing at all when motion is reduced."""
        return 0 if self._still else duration


def palette(theme: Theme) -> QPalette:
    """The Qt palette of *theme*, for what Qt itself paints."""
    role, found = QPalette.ColorRole, QPalette()
    for where, colour in (
        (role.Window, theme.bg0), (role.WindowText, theme.t1), (role.Base, theme.bg2),
        (role.AlternateBase, theme.bg1), (role.Text, theme.t1), (role.PlaceholderText, theme.t3),
        (role.Button, theme.control), (role.ButtonText, theme.t1), (role.BrightText, theme.nev),
        (role.Highlight, theme.sel), (role.HighlightedText, theme.t1), (role.Accent, theme.ac),
        (role.Link, theme.ac), (role.LinkVisited, theme.ac), (role.ToolTipBase, theme.bg3),
        (role.ToolTipText, theme.t1), (role.Light, theme.bg3), (role.Midlight, theme.hover),
        (role.Mid, theme.line), (role.Dark, theme.line2), (role.Shadow, theme.shade),
    ):
        found.setColor(where, colour)
    for where in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        found.setColor(QPalette.ColorGroup.Disabled, where, theme.t4)
    return found


@cache
def _template() -> Template:
    return Template((RESOURCES / "styles" / "window.qss").read_text(encoding="utf-8"))


def stylesheet(look: Look) -> str:
    """The one stylesheet, filled with the colours and sizes of *look*: `$t1` is a token, `$px9` nine pixels at 100 %."""
    theme = look.theme
    words = {f.name: getattr(theme, f.name).name() for f in fields(Theme) if isinstance(getattr(theme, f.name), QColor)}
    words |= {"control": theme.control.name(), "sunken": theme.sunken.name()}
    words |= {f"px{n}": f"{look.px(n)}px" for n in range(1, 65)}
    return _template().substitute(words)


def apply(app: QApplication, look: Look) -> None:
    """Dress the whole application: palette, font, stylesheet, locale, and the scheme of the title bars."""
    scheme = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(look.scheme, Qt.ColorScheme.Unknown)
    app.styleHints().setColorScheme(scheme)
    if look.japanese:
        QLocale.setDefault(QLocale(QLocale.Language.Japanese, QLocale.Country.Japan))
    elif QLocale.system().language() == QLocale.Language.English:
        QLocale.setDefault(QLocale.system())
    else:
        QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    app.setPalette(palette(look.theme))
    app.setFont(look.font("base"))
    app.setStyleSheet(stylesheet(look))
