"""图: small drawings as SVG inside the page; no script and no other file. Pure."""

from collections.abc import Mapping, Sequence
from html import escape

_COLOURS = ("#1d4f91", "#7a5200", "#1e6b3a", "#b3261e")
_LINE = "#d5dae0"
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 12, 12, 28
_NAME_OF_MONTH = 50
_FONT = 'font-size="12" fill="#4a525b"'


def bars(values: Mapping[str, int], *, title: str, width: int = 960, height: int = 200) -> str:
    """One bar for each key, with the month where it begins; keys are ISO dates in their order."""
    most = _round_up(max(values.values(), default=1))
    step = (width - _LEFT - _RIGHT) / max(len(values), 1)
    parts = [_grid(most, width, height)]
    for place, (day, value) in enumerate(values.items()):
        x, tall = _LEFT + place * step, _tall(value, most, height)
        top = height - _BOTTOM - tall
        parts.append(
            f'<rect x="{x:.1f}" y="{top:.1f}" width="{max(step * 0.8, 0.8):.1f}" height="{tall:.1f}" '
            f'fill="{_COLOURS[0]}"><title>{escape(day)}: {value}</title></rect>'
        )
    days = list(values)
    parts += [
        f'<text x="{_LEFT + place * step:.1f}" y="{height - 10}" {_FONT}>{escape(days[place][:7])}</text>'
        for place in _beginnings([day[:7] for day in days], step)
    ]
    return _svg(parts, title, width, height)


def areas(
    values: Mapping[str, Mapping[str, int]], names: Mapping[str, str], *, title: str, width: int = 960,
    height: int = 240,
) -> str:  # fmt: skip
    """Areas one on the other over time, with their names below."""
    days = list(values)
    most = _round_up(max((sum(row.values()) for row in values.values()), default=1))
    step = (width - _LEFT - _RIGHT) / max(len(days) - 1, 1)
    parts = [_grid(most, width, height)]
    below = [0] * len(days)
    for place, code in enumerate(names):
        above = [low + values[day].get(code, 0) for low, day in zip(below, days, strict=True)]
        points = [(index, value) for index, value in enumerate(above)]
        points += [(index, below[index]) for index in reversed(range(len(days)))]
        drawn = " ".join(
            f"{_LEFT + index * step:.1f},{height - _BOTTOM - _tall(value, most, height):.1f}" for index, value in points
        )
        parts.append(f'<polygon points="{drawn}" fill="{_COLOURS[place % len(_COLOURS)]}" fill-opacity="0.75"/>')
        below = above
    parts += [
        f'<text x="{_LEFT + index * step:.1f}" y="{height - 10}" {_FONT}>{escape(days[index][:7])}</text>'
        for index in _beginnings([day[:7] for day in days], step)
    ]
    return _svg(parts, title, width, height)


def legend(names: Sequence[str]) -> str:
    """What the colours mean."""
    boxes = [
        f'<span class="key"><span style="background:{_COLOURS[place % len(_COLOURS)]}"></span>{escape(name)}</span>'
        for place, name in enumerate(names)
    ]
    return f'<p class="legend">{"".join(boxes)}</p>'


def lying(values: Sequence[tuple[str, int, str]], *, title: str) -> str:
    """Bars that lie, each with its name before and what it says behind; where the page is narrow, above and below."""
    most = max((value for _name, value, _said in values), default=1) or 1
    rows = [
        f'<div><span>{escape(name)}</span><span><span class="bar" style="width:{value / most:.1%};'
        f'background:{_COLOURS[place % len(_COLOURS)]}"></span></span><span>{escape(said)}</span></div>'
        for place, (name, value, said) in enumerate(values)
    ]
    return f'<div class="lying" role="group" aria-label="{escape(title)}">{"".join(rows)}</div>'


def shade(value: float, most: float) -> str:
    """How dark a cell of a table is."""
    share = 0 if most <= 0 else min(value / most, 1)
    return f"rgba(29,79,145,{0.06 + 0.6 * share:.2f})" if value else "transparent"


def _beginnings(months: Sequence[str], step: float) -> list[int]:
    """Where each month begins, as far as there is room for its name."""
    found: list[int] = []
    for place, month in enumerate(months):
        begins = place == 0 or month != months[place - 1]
        if begins and (not found or (place - found[-1]) * step >= _NAME_OF_MONTH):
            found.append(place)
    return found


def _grid(most: int, width: int, height: int) -> str:
    lines = []
    for part in range(5):
        value = most * part // 4
        y = height - _BOTTOM - _tall(value, most, height)
        lines.append(f'<line x1="{_LEFT}" x2="{width - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{_LINE}"/>')
        lines.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" {_FONT}>{value}</text>')
    return "".join(lines)


def _tall(value: int, most: int, height: int) -> float:
    return value / most * (height - _TOP - _BOTTOM)


def _round_up(value: int) -> int:
    """A round number, a multiple of four, that the value stays within."""
    step = 4
    while step * 10 < value:
        step *= 5
    return max(-(-value // step) * step, 4)


def _svg(parts: Sequence[str], title: str, width: int, height: int) -> str:
    return (
        f'<svg viewBox="0 0 {width} {height}" role="img" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )
