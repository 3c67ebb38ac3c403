"""What `apicompiler protect` does."""

from collections.abc import Iterator

from apicompiler.cli.locking import Kept, Locked, lock_of
from apicompiler.cli.outputs import write_whole
from apicompiler.cli.sound import sound
from apicompiler.cli.synthesis import CLEAN
from apicompiler.cli.terminal import say
from apicompiler.cli.wrong import WrongCall
from apicompiler.protection import NOUNS, kept
from apicompiler.rules.protection import replaced
from apicompiler.setting import LOCK
from apicompiler.target import Target


def protect(path: str, env: list[str]) -> int:
    """Write down what the protected environments keep, and say what is new."""
    asked = sound(path, env, [], but=replaced)
    if isinstance(asked, int):
        return asked
    place, compilation = asked
    chosen = [target for target in compilation.targets if not env or target.environment.key in env]
    if bare := [target.environment.key for target in chosen if env and not target.environment.protect]:
        raise WrongCall(f"`{bare[0]}` is not protected: write `protect: true` in it")
    protected = [target for target in chosen if target.environment.protect]
    if not protected:
        raise WrongCall("no environment is protected: write `protect: true` in one of `environments`")
    lock = Locked(lock_of(compilation))
    told = []
    for target in protected:
        before, after = lock.protected.get(target.locked_as, {}), _kept(target)
        lock.protected[target.locked_as] = after
        told.append(_changed(target.locked_as, before, after))
    write_whole(place.folder / LOCK, lock.written())
    say("\n".join(told))
    return CLEAN


def _kept(target: Target) -> Kept:
    found = kept(target)
    return {
        "stack": target.stack,
        **{section: {each.name: each.identity for each in found if each.section == section} for section in NOUNS},
    }


def _changed(where: str, before: Kept, after: Kept) -> str:
    """Return what is kept now, and what was before."""
    old, new = dict(_lines(before)), dict(_lines(after))
    changed = [f"  {what}: {old.get(what, 'nothing')} → {now}" for what, now in new.items() if old.get(what) != now]
    changed += [f"  {what}: {was} → nothing" for what, was in old.items() if what not in new]
    return "\n".join([where, *changed] if changed else [f"{where}: written down already"])


def _lines(kept: Kept) -> Iterator[tuple[str, str]]:
    for section, said in kept.items():
        if isinstance(said, str):
            yield section, said
        else:
            yield from ((f"{NOUNS[section]} {name}", identity) for name, identity in said.items())
