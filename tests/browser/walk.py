"""The stories against a running rehearsal.

    python -m tests.browser.walk --base http://127.0.0.1:8001 --shots DIR

Nothing is prepared and nothing is helped along: the world needs the demo's people (``./run --rehearsal``), its own beat
carries the cases up. Each page reached is pictured at a desk's and a phone's width; each step is a line of JSON with
what it took. A work order goes behind one case only, so a world can be walked once: start it with ``--fresh`` again.
"""

import argparse
import json
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as BrowserError

from tests.browser.acceptance import whole_procedure
from tests.browser.people import DESK, PHONE, Town
from tests.browser.stories import STORIES as SHORT_STORIES
from tests.browser.watch import BROWSER_OPTIONS, overflow

STORIES = {**SHORT_STORIES, "E whole procedure": whole_procedure}
_PATIENCE_S = 60
_WITHOUT_JAVASCRIPT = "B"
_REFUSALS = {"E": {422}}


def main(arguments: Sequence[str]) -> int:
    """0 where every story came to its end and nothing was complained of."""
    options = _parser().parse_args(arguments)
    with _chromium(options.chromium) as browser:
        wanted = {name: story for name, story in STORIES.items() if name[0] in options.stories}
        ended_well = [_walk(name, story, browser, options) for name, story in wanted.items()]
    return 0 if ended_well and all(ended_well) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.browser.walk", description=__doc__)
    parser.add_argument("--base", required=True, help="address of the world, such as http://127.0.0.1:8001")
    parser.add_argument("--password", default="dingfen-demo", help="which all its people have")
    parser.add_argument("--shots", type=Path, help="folder for the pictures")
    parser.add_argument("--stories", default="ABCDE", help="which, by letter (default: ABCDE)")
    parser.add_argument("--chromium", default=which("chromium"), help="the browser's program")
    return parser


@contextmanager
def _chromium(program: str | None) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=BROWSER_OPTIONS)
        yield browser
        browser.close()


def _walk(name: str, story: Any, browser: Browser, options: argparse.Namespace) -> bool:
    diary = _Diary(name, options.shots)
    town = Town(
        browser=browser, base=options.base.rstrip("/"), password=options.password, after=diary.note,
        javascript=name[0] != _WITHOUT_JAVASCRIPT, patience=_PATIENCE_S,
    )  # fmt: skip
    town.watch.expected = _REFUSALS.get(name[0], set())
    try:
        number = story(town)
        diary.say("end", case=number, complaints=town.watch.complaints, too_wide=diary.too_wide)
    except (AssertionError, BrowserError) as error:
        diary.failed(error, town)
        return False
    finally:
        town.close()
    return not town.watch.complaints and not diary.too_wide


class _Diary:
    """手记: what was done, how long it took, and what it looked like."""

    def __init__(self, story: str, shots: Path | None) -> None:
        self.story, self.shots = story, shots
        self.steps = 0
        self.too_wide: list[str] = []
        self.began = time.monotonic()

    def note(self, step: str, page: Page) -> None:
        """One step, and its picture at both widths."""
        took = time.monotonic() - self.began
        self.steps += 1
        pictures = [self._picture(step, page, window, width) for window, width in ((PHONE, "390"), (DESK, "1440"))]
        self.say(step, seconds=round(took, 2), page=page.url, pictures=[name for name in pictures if name])
        self.began = time.monotonic()

    def failed(self, error: Exception, town: Town) -> None:
        """What went wrong, and what everybody was looking at."""
        self.say("failed", error=str(error)[:2000], complaints=town.watch.complaints)
        for username, someone in town.people.items():
            self._picture(f"failed {username}", someone.page, DESK, "1440")

    def say(self, step: str, **facts: Any) -> None:
        print(json.dumps({"story": self.story, "n": self.steps, "step": step, **facts}, ensure_ascii=False), flush=True)

    def _picture(self, step: str, page: Page, window: Any, width: str) -> str:
        page.set_viewport_size(window)
        if wide := overflow(page):
            self.too_wide.append(wide)
        if self.shots is None:
            return ""
        self.shots.mkdir(parents=True, exist_ok=True)
        slug = re.sub(r"[^a-z0-9]+", "-", step.lower()).strip("-")
        target = self.shots / f"{self.story[0]}-{self.steps:02}-{slug}-{width}.png"
        page.screenshot(path=target, full_page=True)
        return target.name


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
