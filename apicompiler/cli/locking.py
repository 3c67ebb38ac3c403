"""The lock, `blueprint.lock.yaml`, as commands read and write it: plain values, and always the same text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from apicompiler import blueprint
from apicompiler.compiler import Compilation
from apicompiler.protection import written_down
from apicompiler.setting import NOTHING_LOCKED

Release = Mapping[str, Mapping[str, str]]
"""`apis` and `functions`: the digits of their snapshots, by their names."""
Releases = tuple[Release, ...]
Kept = Mapping[str, str | Mapping[str, str]]
"""The `stack` of a protected environment, and what it keeps, by section and name."""

HEAD = """\
# What was there before. `apicompiler promote`, `rollback` and `protect` write this file. Commit it.
"""


def lock_of(compilation: Compilation) -> blueprint.Lock:
    """Return the lock that the targets of *compilation* have read; those that rest on nothing read none."""
    return next((target.lock for target in compilation.targets if target.lock is not NOTHING_LOCKED), NOTHING_LOCKED)


class Locked:
    """What the lock says, to be changed and written."""

    def __init__(self, lock: blueprint.Lock) -> None:
        self.releases = {
            environment: {name: tuple(map(_plain, found)) for name, found in stages.items()}
            for environment, stages in lock.releases.items()
        }
        self.protected: dict[str, Kept] = {
            environment: {"stack": protected.stack, **written_down(protected)}
            for environment, protected in lock.protected.items()
        }

    def written(self) -> bytes:
        return (HEAD + "".join(f"{line}\n" for line in (*self._releases(), *self._protected()))).encode()

    def _releases(self) -> Iterator[str]:
        if any(self.releases.values()):
            yield "# The first release of a pinned stage is served. The others are where `apicompiler rollback` leads."
            yield "releases:"
        for environment, stages in self.releases.items():
            yield f"  {_word(environment)}:"
            for name, releases in stages.items():
                yield f"    {_word(name)}:"
                for release in releases:
                    yield f"      - apis: {_flow(release['apis'])}"
                    if release["functions"]:
                        yield f"        functions: {_flow(release['functions'])}"

    def _protected(self) -> Iterator[str]:
        if self.protected:
            yield "# What never becomes another one."
            yield "protected:"
        for environment, kept in self.protected.items():
            yield f"  {_word(environment)}:"
            for section, said in kept.items():
                if isinstance(said, str):
                    yield f"    {section}: {_word(said)}"
                elif said:
                    yield f"    {section}:"
                    yield from (f"      {_word(name)}: {_word(identity)}" for name, identity in said.items())


def _plain(release: blueprint.Release) -> Release:
    return {
        "apis": {key: str(digits) for key, digits in release.apis.items()},
        "functions": {key: str(digits) for key, digits in release.functions.items()},
    }


def _flow(snapshots: Mapping[str, str]) -> str:
    # In quotes: digits alone would be a number.
    return "{" + ", ".join(f'{_word(name)}: "{digits}"' for name, digits in snapshots.items()) + "}"


def _word(text: str) -> str:
    """Write what YAML reads as this text."""
    plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9_./-]*( [a-z]+)*", text) and text.lower() not in ("true", "false", "null")
    return text if plain else json.dumps(text, ensure_ascii=False)
