"""What a browser complains about, and what it asks for: nothing may leave the world, nothing may go wrong unseen."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError

BROWSER_OPTIONS = [
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",  # other names lead nowhere
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
]
_REFUSED = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")


@dataclass
class Watch:
    """旁观: collects what a test must hear of. ``expected`` are the refusals (HTTP status) that the story provokes."""

    base: str
    expected: set[int] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watch every page of the context."""
        context.on("request", self._asked)
        context.on("console", self._said)
        context.on("weberror", self._broke)

    def settled(self) -> None:
        """Fails if there was a complaint."""
        assert self.complaints == []

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.base}/", "data:")):
            self.complaints.append(f"leaves the world: {request.url}")

    def _said(self, message: ConsoleMessage) -> None:
        refusal = _REFUSED.search(message.text)
        if refusal and int(refusal[1]) in self.expected:
            return
        if message.type in ("error", "warning"):
            self.complaints.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _broke(self, error: WebError) -> None:
        self.complaints.append(f"script: {error.error}")


def overflow(page: Page) -> str:
    """ "" where the page fits its window; else by how much it is too wide, and the outermost culprit."""
    found: list[str] = page.evaluate(
        """() => {
          const wide = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= wide) return [];
          const over = [...document.body.querySelectorAll('*')].find((e) => e.getBoundingClientRect().right > wide + 1);
          return [String(document.documentElement.scrollWidth - wide), over ? over.outerHTML.slice(0, 160) : ''];
        }"""
    )
    return f"{found[0]}px too wide at {page.viewport_size}: {page.url} {found[1]}" if found else ""
