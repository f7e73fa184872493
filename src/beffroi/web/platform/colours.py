"""A tenant's colour made readable: enough contrast on light and on dark paper, and on paper tinted with it.

Source: WCAG 2.1, relative luminance and contrast ratio; 4.5 is the AA level for text.
"""

from __future__ import annotations

ENOUGH = 4.5
# the hardest papers of beffroi.css: --ground in light, --paper in dark; --soft tints paper by at most this share
LIGHT, DARK = (245, 246, 244), (26, 33, 40)
TINT = 0.12
Colour = tuple[int, int, int]


def parse(text: str) -> Colour:
    """Return "#14507a" as three numbers from 0 to 255."""
    return (int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16))


def written(colour: Colour) -> str:
    """Return three numbers as "#14507a"."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def luminance(colour: Colour) -> float:
    """Return the relative luminance (0 black, 1 white)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours (1 to 21)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def mix(colour: Colour, other: Colour, share: float) -> Colour:
    """Return the colour with a share (0 to 1) of another."""
    red, green, blue = (round(c + (o - c) * share) for c, o in zip(colour, other, strict=True))
    return red, green, blue


def readable(colour: Colour, paper: Colour) -> bool:
    """Tell whether text of a colour reads on a paper, bare or tinted with it."""
    return min(contrast(colour, paper), contrast(colour, mix(paper, colour, TINT))) >= ENOUGH


def readable_on(colour: Colour, paper: Colour) -> Colour:
    """Return the nearest colour towards black (on light paper) or white (on dark) with enough contrast."""
    goal = (0, 0, 0) if luminance(paper) > 0.5 else (255, 255, 255)
    steps = (mix(colour, goal, step / 50) for step in range(51))
    return next((mixed for mixed in steps if readable(mixed, paper)), goal)


def sheet(accent: str) -> str:
    """Return the style sheet of a tenant's colour, for light and dark paper."""
    light, dark = readable_on(parse(accent), LIGHT), readable_on(parse(accent), DARK)
    return f":root {{ --accent: {written(light)}; --accent-dark: {written(dark)}; }}\n"
