"""The chat, deployed to an emulator that runs WebSocket APIs: members sign in, connect, and talk."""

from collections.abc import Iterator

from machine import Tools
from verdict import Verdict, same
from visitors import visited

STATUSES = {
    "nothing": 401,
    "an ID token": 403,
    "a token without the scope": 403,
    "a token of another pool": 403,
    "a token with the claims of another": 403,
    "a token that has ended": 403,
    "the same one before it ends": 101,
}
"""What is answered to those who connect, by what they show."""
TALK = {
    "ann asks who is here": {"here": ["ann", "ben"]},
    "ann hears ben": {"from": "ben", "text": "hello"},
    "ben hears himself": {"from": "ben", "text": "hello"},
    "ann is told what she may send": {"error": "say or who?"},
    "ann asks who is here when ben has left": {"here": ["ann"]},
}


def story(tools: Tools) -> Iterator[Verdict]:
    """Deploy the chat, let people sign in and talk, and others be refused."""
    seen = visited(tools, "chat")
    if seen is None:
        return
    yield Verdict("the chat is deployed, and two users of its pool have signed in")
    for what, status in STATUSES.items():
        yield same(f"{what} is answered with {status}", seen["statuses"].get(what), status)
    for what, message in TALK.items():
        yield same(what, seen["talk"].get(what), message)
    yield same("refusals are logged, and no token is", seen["logs"], "refusals")
