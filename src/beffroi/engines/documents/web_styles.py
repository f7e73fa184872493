"""What the styles of a web page hide from its readers."""

from __future__ import annotations

import re
from collections import defaultdict

from bs4 import BeautifulSoup, Tag
from soupsieve import SelectorSyntaxError

RULE = re.compile(r"([^{}@]+)\{([^{}]*)\}")
MEDIA = re.compile(r"@(?:media[^{]*print|font-face|keyframes|page)[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
NOUGHT = re.compile(r"0*(?:\.0+)?(?:px|em|rem|pt|%)?$|0?\.\d+px$")
FAR = re.compile(r"-\d{3,}")
NAMED = {"white": "#ffffff", "black": "#000000", "transparent": "transparent", "red": "#ff0000", "yellow": "#ffff00"}
MOST_RULES = 3000
Declarations = dict[str, str]


class Styles:
    """The declarations of a page's own style sheets and attributes; sheets of other addresses are not fetched."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self._sheet: dict[int, Declarations] = defaultdict(dict)
        for sheet in soup.find_all("style"):
            for selector, body in RULE.findall(MEDIA.sub("", COMMENT.sub("", sheet.get_text())))[:MOST_RULES]:
                self._apply(soup, selector.strip(), _declarations(body))

    def _apply(self, soup: BeautifulSoup, selector: str, told: Declarations) -> None:
        if not told.keys() & LOOKED_AT or re.search(r":(?:hover|focus|active|before|after|target)|::", selector):
            return
        try:
            for tag in soup.select(selector):
                self._sheet[id(tag)].update(told)
        except (SelectorSyntaxError, NotImplementedError, ValueError):
            return

    def of(self, tag: Tag) -> Declarations:
        """Return an element's own declarations."""
        return {**self._sheet.get(id(tag), {}), **_declarations(str(tag.get("style") or ""))}

    def hides(self, tag: Tag) -> bool:
        """Return whether an element is written so that nobody sees it."""
        if tag.has_attr("hidden"):
            return True
        told = self.of(tag)
        return bool(told) and (_gone(told) or ("color" in told and self._same_colour(tag, told)))

    def _same_colour(self, tag: Tag, told: Declarations) -> bool:
        """Return whether the letters have the colour of what lies behind them."""
        colour = _colour(told["color"])
        for around in (tag, *tag.parents):
            style = self.of(around)
            behind = _colour(style.get("background-color") or style.get("background", ""))
            if around.get("bgcolor"):
                behind = _colour(str(around["bgcolor"]))
            if "url(" in style.get("background", "") + style.get("background-image", ""):
                return False
            if behind:
                return _near(colour, behind)
        return _near(colour, "#ffffff")


LOOKED_AT = {
    "display", "visibility", "opacity", "font-size", "color", "background", "background-color", "background-image",
    "text-indent", "left", "top", "right", "clip", "clip-path", "position", "width", "height", "overflow", "max-height",
}  # fmt: skip


def _declarations(body: str) -> Declarations:
    pairs = (piece.split(":", 1) for piece in body.lower().split(";") if ":" in piece)
    return {name.strip(): value.replace("!important", "").strip() for name, value in pairs}


def _gone(told: Declarations) -> bool:
    if told.get("display") == "none" or told.get("visibility") in {"hidden", "collapse"}:
        return True
    if any(name in told and NOUGHT.match(told[name]) for name in ("opacity", "font-size")):
        return True
    if told.get("color") == "transparent" or FAR.match(told.get("text-indent", "")):
        return True
    if told.get("position") in {"absolute", "fixed"}:
        if any(FAR.match(told.get(side, "")) for side in ("left", "top", "right")):
            return True
        if re.match(r"rect\(\s*(?:0|1)(?:px)?[\s,]", told.get("clip", "")):
            return True
    shut = told.get("overflow") == "hidden"
    return shut and any(name in told and NOUGHT.match(told[name]) for name in ("width", "height", "max-height"))


def _colour(text: str) -> str:
    """Return a colour as #rrggbb, or nothing where there is none that we know."""
    for name, value in NAMED.items():
        if re.search(rf"(?<![\w#-]){name}\b", text):
            return "" if value == "transparent" else value
    found = re.search(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", text)
    if found:
        digits = found[1]
        return "#" + (digits if len(digits) == 6 else "".join(letter * 2 for letter in digits))
    parts = re.search(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:[\s,/]+([\d.]+))?", text)
    if parts and float(parts[4] or 1) > 0.1:
        return "#" + "".join(f"{min(int(value), 255):02x}" for value in parts.groups()[:3])
    return ""


def _near(one: str, other: str) -> bool:
    if not one or not other:
        return False
    channels = [abs(int(one[i : i + 2], 16) - int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return sum(channels) < 48
