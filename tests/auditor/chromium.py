"""A Chromium that stays open and shows page after page: to start one takes far longer than to show a page.

It is told what to do by the DevTools protocol (https://chromedevtools.github.io/devtools-protocol), over two pipes.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run")
_READS, _WRITES = 3, 4
"""The files from which Chromium reads what is asked, and to which it writes what it answers."""
_WORDS = ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown")
"""The events that tell of words on the console."""
_SECONDS = 120


@contextmanager
def chromium(profile: Path) -> Iterator[Chromium]:
    """Start one with a profile of its own, and end it with all that it started."""
    assert CHROMIUM is not None
    asked, answers = _pipe(), _pipe()
    process = os.posix_spawn(
        CHROMIUM,
        [CHROMIUM, *_FLAGS, f"--user-data-dir={profile}", "--remote-debugging-pipe"],
        os.environ,
        file_actions=[
            *((os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)),
            (os.POSIX_SPAWN_DUP2, asked[0], _READS),
            (os.POSIX_SPAWN_DUP2, answers[1], _WRITES),
        ],
    )
    os.close(asked[0])
    os.close(answers[1])
    started = Chromium(asked[1], answers[0])
    try:
        yield started
    finally:
        started.ask("Browser.close")
        os.close(asked[1])
        os.close(answers[0])
        os.waitpid(process, 0)


class Chromium:
    """One that runs. `asked` and `answers` are the ends of the pipes."""

    def __init__(self, asked: int, answers: int) -> None:
        self._asked, self._answers = asked, answers
        self._unread = b""
        self._number = 0
        self.events: list[Any] = []

    def ask(self, method: str, session: str | None = None, **parameters: Any) -> Any:
        """Return what it answers; what it tells meanwhile is kept."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters, "sessionId": session}
        text = json.dumps({key: value for key, value in message.items() if value is not None}).encode() + b"\0"
        while text:
            text = text[os.write(self._asked, text) :]
        while (told := self._next()).get("id") != self._number:
            self.events.append(told)
        assert "error" not in told, (method, told)
        return told["result"]

    def wait(self, event: str, session: str) -> None:
        """Wait until it tells of an event."""
        while not any(each.get("method") == event and each.get("sessionId") == session for each in self.events):
            self.events.append(self._next())

    def _next(self) -> Any:
        while b"\0" not in self._unread:
            ready, _, _ = select.select([self._answers], [], [], _SECONDS)
            more = os.read(self._answers, 1 << 20) if ready else b""
            assert more, f"Chromium ended, or told nothing for {_SECONDS} seconds"
            self._unread += more
        text, _, self._unread = self._unread.partition(b"\0")
        return json.loads(text)

    @contextmanager
    def page(self, place: Path, *, width: int = 1280, height: int = 1500, **features: str) -> Iterator[Page]:
        """Show a page for a while, to a reader who asks for some features of media, whatever it admits."""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session)
        for domain in ("Page", "Runtime", "Log"):
            page.ask(f"{domain}.enable")
        page.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        media = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        page.ask("Emulation.setEmulatedMedia", features=media)
        page.ask("Page.navigate", url=place.absolute().as_uri())
        self.wait("Page.loadEventFired", session)
        try:
            yield page
        finally:
            self.ask("Target.closeTarget", targetId=target)
            self.events.clear()


@dataclass(frozen=True)
class Page:
    """A page that is shown."""

    chromium: Chromium
    session: str

    def ask(self, method: str, **parameters: Any) -> Any:
        """Return what is answered about it."""
        return self.chromium.ask(method, self.session, **parameters)

    def words(self) -> list[Any]:
        """Return what stands on its console."""
        self.ask("Runtime.evaluate", expression="0")  # all that was told before has come by then
        return [each for each in self.chromium.events if each.get("method") in _WORDS]

    def picture(self) -> bytes:
        """Return what is seen of it."""
        return base64.b64decode(self.ask("Page.captureScreenshot")["data"])

    def printed(self) -> bytes:
        """Return it as it is printed."""
        return base64.b64decode(self.ask("Page.printToPDF", printBackground=True, preferCSSPageSize=True)["data"])

    def run(self, *scripts: str) -> Any:
        """Return the value of the last of some scripts, once it has one. A page admits none itself."""
        for script in scripts:
            said = self.ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
            assert "exceptionDetails" not in said, said
        return said["result"].get("value")


def _pipe() -> tuple[int, int]:
    """Make a pipe whose ends are of no number that Chromium's own may have."""
    ends = os.pipe()
    high = [fcntl.fcntl(each, fcntl.F_DUPFD_CLOEXEC, 10) for each in ends]
    for each in ends:
        os.close(each)
    return high[0], high[1]
