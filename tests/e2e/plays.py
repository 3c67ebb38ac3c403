"""Which example is deployed where."""

from collections.abc import Sequence
from dataclasses import dataclass

from bookstore import Bookstore
from chat import Chat
from example import Example
from gauge import Gauge
from intake import Intake
from members import Members
from partner import Inside, Outside
from petstore import Petstore
from shelf import Shelf
from shop import Us, World


@dataclass(frozen=True, slots=True)
class Play:
    """An example in a cloud."""

    cloud: str
    example: Example


EMULATED = (
    Play("LocalEmu", Bookstore(whole=True)),
    Play("LocalEmu", Intake()),
    Play("MiniStack", Chat()),
    Play("LocalEmu", Shelf()),
    Play("LocalEmu", Us()),
    Play("LocalEmu", Chat()),
    Play("LocalEmu", Members()),
    Play("LocalEmu", Inside()),
    Play("LocalEmu", Outside()),
    Play("LocalEmu", World()),
    Play("LocalEmu", Petstore()),
    Play("LocalEmu", Gauge()),
    Play("MiniStack", Members()),
    Play("MiniStack", Gauge()),
)
"""The longest first."""
QUICK = (Play("LocalEmu", Bookstore()),)


def chosen(only: Sequence[str], *, quick: bool, real: bool) -> tuple[Play, ...]:
    """Return the plays that are asked for: in a real account every example once."""
    found = QUICK if quick else tuple(play for play in EMULATED if not only or play.example.key in only)
    if not real:
        return found
    return tuple(Play("AWS", example) for example in {play.example.key: play.example for play in found}.values())
