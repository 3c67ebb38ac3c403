"""What `promote` and `rollback` have in common: both write the lock, and nothing else."""

from collections.abc import Callable

from apicompiler.cli.locking import Locked, Release, Releases, lock_of
from apicompiler.cli.outputs import write_whole
from apicompiler.cli.sound import FINDINGS, sound
from apicompiler.cli.synthesis import CLEAN
from apicompiler.cli.terminal import say
from apicompiler.cli.wrong import WrongCall
from apicompiler.compiler import Compilation, newest
from apicompiler.rules.releases import stage_without_release
from apicompiler.setting import LOCK
from apicompiler.suggest import listed

Change = Callable[[Releases, Release], Releases]
"""Makes new releases of a stage from those it has and the newest snapshots."""

KEPT = 5


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
    lock = Locked(lock_of(compilation))
    changed: list[str] = []
    for target in compilation.targets:
        environment = target.locked_as
        if env and target.environment.key not in env:
            continue
        for name, snapshots in newest(target, api or []).items():
            if not stage or name in stage:
                before = lock.releases.get(environment, {}).get(name, ())
                try:
                    after = change(before, snapshots)
                except WrongCall as error:
                    say(f"apicompiler: `{name}` in `{environment}`: {error}")
                    return FINDINGS
                lock.releases.setdefault(environment, {})[name] = after
                changed.append(_changed(f"{environment} {name}", before, after))
    write_whole(place.folder / LOCK, lock.written())
    say("\n".join(changed))
    return CLEAN


def _not_pinned(compilation: Compilation, stages: list[str]) -> str:
    pinned = list(dict.fromkeys(name for target in compilation.targets for name in target.releases))
    if not pinned:
        return "no stage is pinned: write `pinned: true` in one of `stages`"
    known = f"there {'are' if len(pinned) > 1 else 'is'} {listed(pinned)}"
    return next((f"no pinned stage is called `{name}`; {known}" for name in stages if name not in pinned), "")


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
