"""A whole application over a line that counts every byte."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser as Chromium, Page

from tests.journeys.application import Application, endorse
from tests.journeys.conftest import WIDE, House, Visit, served
from tests.journeys.fingers import Mouse
from tests.journeys.line import Line, free_port
from tests.journeys.postbox import Postbox
from tests.world import World

MOST_BYTES = 400_000


@dataclass(frozen=True)
class OnTheLine:
    """A running installation behind a line that counts, and the mail it sends."""

    house: House
    line: Line
    post: Postbox


@contextmanager
def on_the_line(world: World) -> Iterator[OnTheLine]:
    port = free_port()
    with (
        Postbox() as post,
        Line(port) as line,
        served(world, PORT=str(port), BASE_URL=line.url, SMTP_URL=post.url) as house,
    ):
        yield OnTheLine(house, line, post)


@dataclass(frozen=True)
class Moved:
    """What a whole application moved both ways, beside the contents of its files."""

    bytes: int
    sections: int
    receipt: str


def applied(chromium: Chromium, at: OnTheLine, *, scripts: bool, slowly: bool = False) -> Moved:
    """From registering to the receipt, in a browser that has seen nothing before."""
    post = at.post
    context = chromium.new_context(
        viewport=WIDE, locale="en-GB", java_script_enabled=scripts, service_workers="block"
    )
    page = context.new_page()
    if slowly:
        slow(page)
    mail = f"ama.{'with' if scripts else 'without'}@cape-coast.example"
    one = Application(Visit(page, at.house, "ama", scripts), Mouse(page), post, mail)
    before = at.line.moved
    one.register()
    one.start()
    one.write()
    one.ask_sponsor()
    before_sponsor = at.line.moved
    sponsor = chromium.new_page()
    endorse(sponsor, Mouse(sponsor), post, one.sponsor)
    sponsor.close()
    theirs = at.line.moved - before_sponsor  # another person's line
    one.submit()
    context.close()
    return Moved(at.line.moved - before - theirs - one.file_bytes, len(one.sections), one.receipt)


def slow(page: Page) -> None:
    """400 kbit/s and 400 ms, as the browser imitates them."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    bits = {"downloadThroughput": 50_000, "uploadThroughput": 50_000, "latency": 400}
    devtools.send("Network.emulateNetworkConditions", {"offline": False, **bits})
