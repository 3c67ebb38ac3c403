"""What a folder of Python code needs, as pip and the locks of pip and uv write it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from apicompiler.noun import Noun

# What is built where it is installed, and so made for the machine that compiles.
BUILT = re.compile(
    r"(-e|--editable|--no-binary)\b|(.*\s@\s+)?((git|hg|svn|bzr)\+|(file:|\.{0,2}/|https?://)(?!\S*\.whl))"
)


class Unreadable(Exception):
    """A lock that is not what its tool writes."""


class Requirement(Noun):
    """One thing that is needed."""

    text: str
    """As pip is told it."""
    offset: int
    """Where it stands."""
    is_exact: bool
    """Whether it means the same tomorrow."""
    is_built: bool
    """Whether no wheel of an index can be it."""


def requirements(file: str, text: str) -> tuple[Requirement, ...]:
    """Return what *text* asks for, the content of a file of this name; raise `Unreadable`."""
    if not file.endswith((".lock", ".toml")) or file == "requirements.lock":
        return tuple(_of_pip(text))
    import tomllib  # seldom needed, and not imported for nothing

    try:
        read = tomllib.loads(text)
        found = _of_uv(read) if file == "uv.lock" else _of_pylock(read)
        return tuple(requirement.replace(offset=_offset(text, requirement.text)) for requirement in found)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Unreadable(str(error)) from None


def _of_pip(text: str) -> Iterator[Requirement]:
    """Yield the requirements of a file of pip; other options of its are passed on with the file."""
    for line in re.finditer(r"(?:[^\\\n]|\\\n?)+", text):
        written = re.sub(r"(^|\s)#.*|\\\n", " ", line[0]).strip()
        is_built = BUILT.match(written) is not None
        if written and (is_built or not written.startswith("-")):
            start = line.start() + len(line[0]) - len(line[0].lstrip())
            yield Requirement(written, start, is_exact=bool(re.search(r"===?|\s@\s|\.whl", written)), is_built=is_built)


def _of_pylock(lock: Mapping[str, Any]) -> Iterator[Requirement]:
    """Yield what a `pylock.toml` locks.

    https://packaging.python.org/en/latest/specifications/pylock-toml/
    """
    for package in lock["packages"]:
        hashes = [f"sha256:{wheel['hashes']['sha256']}" for wheel in package.get("wheels", ())]
        yield _locked(package, package.get("marker", ""), hashes)


def _of_uv(lock: Mapping[str, Any]) -> Iterator[Requirement]:
    """Yield what a `uv.lock` locks for its own project, without what only its developers need."""
    packages: dict[str, list[Mapping[str, Any]]] = {}
    for package in lock["package"]:
        packages.setdefault(package["name"], []).append(package)
    [root] = [found[0] for found in packages.values() if "." in found[0]["source"].values()]
    markers: dict[tuple[str, str], set[str]] = {}
    waiting = [(needed, "") for needed in root.get("dependencies", ())]
    while waiting:
        needed, outer = waiting.pop()
        marker = " and ".join(f"({part})" for part in (outer, needed.get("marker", "")) if part)
        for package in packages[needed["name"]]:
            version = package["version"]
            if needed.get("version", version) != version or marker in markers.get((package["name"], version), ()):
                continue
            markers.setdefault((package["name"], version), set()).add(marker)
            optional = package.get("optional-dependencies", {})
            inner = (entry for extra in needed.get("extra", ()) for entry in optional[extra])
            waiting += [(entry, marker) for entry in (*package.get("dependencies", ()), *inner)]
    for (name, version), found in sorted(markers.items()):
        package = next(package for package in packages[name] if package["version"] == version)
        hashes = [wheel["hash"] for wheel in package.get("wheels", ())]
        yield _locked(package, "" if "" in found else " or ".join(sorted(found)), hashes)


def _locked(package: Mapping[str, Any], marker: str, hashes: Iterable[str]) -> Requirement:
    words = [f"{package['name']}=={package.get('version', '0')}", *([f"; {marker}"] if marker else [])]
    proofs = [f"--hash={proof}" for proof in hashes]
    return Requirement(" ".join((*words, *proofs)), 0, is_exact=True, is_built=not proofs)


def _offset(text: str, requirement: str) -> int:
    """Return where the package of a *requirement* stands in a lock."""
    name = re.split(r"==", requirement)[0]
    return max(text.find(f'name = "{name}"'), 0)
