"""What `promote` and `rollback` have in common: both write the lock, and nothing else."""

import json
import re
from collections.abc import Callable, Mapping

from apicompiler.cli.outputs import write_whole
from apicompiler.cli.sound import FINDINGS, sound
from apicompiler.cli.synthesis import CLEAN
from apicompiler.cli.terminal import say
from apicompiler.cli.wrong import WrongCall
from apicompiler.compiler import Compilation, newest
from apicompiler.rules.releases import stage_without_release
from apicompiler.setting import LOCK
from apicompiler.suggest import listed
from apicompiler.target import Target

Release = Mapping[str, Mapping[str, str]]
"""`apis` and `functions`: the digits of their snapshots, by their names."""
Releases = tuple[Release, ...]
Change = Callable[[Releases, Release], Releases]
"""Makes new releases of a stage from those it has and the newest snapshots."""

KEPT = 5
HEAD = """\
# What pinned stages serve: the first release of each. The others are where `apicompiler rollback` leads.
# `apicompiler promote` and `apicompiler rollback` write this file. Commit it.
"""


def promoted(releases: Releases, snapshots: Release, is_whole: bool) -> Releases:
    """Put the newest snapshots, of all APIs or of some, before the others, and forget the oldest."""
    others = {} if is_whole or not releases else releases[0]["apis"]
    release = {**snapshots, "apis": {**others, **snapshots["apis"]}}
    return releases if releases and releases[0] == release else (release, *releases)[:KEPT]


def rolled_back(releases: Releases, _: Release) -> Releases:
    """Leave out the first."""
    if len(releases) < 2:
        raise WrongCall("there is no release before this one")
    return releases[1:]


def released(path: str, env: list[str], stage: list[str], change: Change, api: list[str] | None = None) -> int:
    """Change the releases of pinned stages, and say what changed."""
    asked = sound(path, env, api or [], but=stage_without_release)
    if isinstance(asked, int):
        return asked
    place, compilation = asked
    if unknown := _not_pinned(compilation, stage):
        raise WrongCall(unknown)
    # Where nothing is pinned nobody reads it.
    lock = _read(next((target for target in compilation.targets if target.lock), compilation.targets[0]))
    changed: list[str] = []
    for target in compilation.targets:
        environment = target.locked_as
        if env and target.environment.key not in env:
            continue
        for name, snapshots in newest(target, api or []).items():
            if not stage or name in stage:
                before = lock.get(environment, {}).get(name, ())
                try:
                    after = change(before, snapshots)
                except WrongCall as error:
                    say(f"apicompiler: `{name}` in `{environment}`: {error}")
                    return FINDINGS
                lock.setdefault(environment, {})[name] = after
                changed.append(_changed(f"{environment} {name}", before, after))
    write_whole(place.folder / LOCK, _written(lock).encode())
    say("\n".join(changed))
    return CLEAN


def _not_pinned(compilation: Compilation, stages: list[str]) -> str:
    pinned = list(dict.fromkeys(name for target in compilation.targets for name in target.releases))
    if not pinned:
        return "no stage is pinned: write `pinned: true` in one of `stages`"
    known = f"there {'are' if len(pinned) > 1 else 'is'} {listed(pinned)}"
    return next((f"no pinned stage is called `{name}`; {known}" for name in stages if name not in pinned), "")


def _read(target: Target) -> dict[str, dict[str, Releases]]:
    """Return what the lock says, as plain values."""
    return {
        environment: {
            name: tuple(
                {
                    "apis": {key: str(digits) for key, digits in release.apis.items()},
                    "functions": {key: str(digits) for key, digits in release.functions.items()},
                }
                for release in releases
            )
            for name, releases in stages.items()
        }
        for environment, stages in target.lock.items()
    }


def _changed(where: str, before: Releases, after: Releases) -> str:
    """Return what a stage will serve instead of what."""
    old = before[0] if before else {}
    changed = [
        f"  {name}: {old.get(kind, {}).get(name, 'nothing')} → {digits}"
        for kind, snapshots in after[0].items()
        for name, digits in snapshots.items()
        if old.get(kind, {}).get(name) != digits
    ]
    return "\n".join([where, *changed] if changed else [f"{where}: serves this already"])


def _written(lock: Mapping[str, Mapping[str, Releases]]) -> str:
    lines = []
    for environment, stages in lock.items():
        lines.append(f"{_key(environment)}:")
        for name, releases in stages.items():
            lines.append(f"  {_key(name)}:")
            for release in releases:
                lines.append(f"    - apis: {_flow(release['apis'])}")
                if release["functions"]:
                    lines.append(f"      functions: {_flow(release['functions'])}")
    return HEAD + "\n".join(lines) + "\n"


def _flow(snapshots: Mapping[str, str]) -> str:
    # In quotes: digits alone would be a number.
    return "{" + ", ".join(f'{_key(name)}: "{digits}"' for name, digits in snapshots.items()) + "}"


def _key(name: str) -> str:
    plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", name) and name.lower() not in ("true", "false", "null")
    return name if plain else json.dumps(name)
