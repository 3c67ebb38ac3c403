"""What the code of functions needs: wheels, the same ones tomorrow."""

from collections.abc import Iterator

from apicompiler.diagnostic import WARNING, Finding, Findings
from apicompiler.requirements import Requirement, Unreadable, requirements
from apicompiler.rules import rule
from apicompiler.source import Document, Location
from apicompiler.target import Target

WHEELS = "https://repost.aws/knowledge-center/lambda-python-package-compatible"
PIP = "https://pip.pypa.io/en/stable/topics/repeatable-installs/"
PYLOCK = "https://packaging.python.org/en/latest/specifications/pylock-toml/"


def _example(file: str, text: str) -> str:
    return (
        "functions: {orders: {code: orders, handler: app.handler, runtime: python3.13}}\n"
        "integrations: {books: {lambda: orders}}\n"
        f"--- orders/app.py\ndef handler(event, context): ...\n--- orders/{file}\n{text}\n"
    )


@rule(
    "AC1501",
    bad=_example("requirements.txt", "git+https://github.com/example/prices@v1"),
    good=_example("requirements.txt", "prices==1.0.0"),
    evidence=WHEELS,
)
def dependency_without_a_wheel(target: Target) -> Findings:
    """What the code of a function needs comes as wheels for the machine that it runs on.

    Anything else would be built here, for this machine. Whether an index has
    the wheels is seen when `synth` installs them, and not before.
    """
    for document, requirement in _requirements(target):
        if requirement.is_built:
            yield Finding(
                at=Location(document.file, offset=requirement.offset),
                message=f"`{requirement.text[:80]}` is no wheel of an index",
                help="name a version of a package, as `prices==1.0.0`, or write `bundle: false`",
            )


@rule(
    "AC1502",
    severity=WARNING,
    bad=_example("requirements.txt", "prices>=1.0"),
    good=_example("requirements.txt", "prices==1.0.0"),
    evidence=PIP,
)
def dependency_without_a_version(target: Target) -> Findings:
    """What the code of a function needs is named with its version, or locked.

    The same code is deployed on every machine and every day only then. A
    newer version is not noticed, either, until something here changes.
    """
    for document, requirement in _requirements(target):
        if not requirement.is_exact and not requirement.is_built:
            yield Finding(
                at=Location(document.file, offset=requirement.offset),
                message=f"`{requirement.text[:80]}` may be another version tomorrow",
                help="write `==` and a version, or lock it, as `uv lock` and `pip-compile` do",
            )


@rule(
    "AC1503",
    bad=_example("pylock.toml", "lock-version = 1.0\npackages = prices"),
    good=_example("pylock.toml", 'lock-version = "1.0"\npackages = []'),
    evidence=PYLOCK,
)
def unreadable_lock(target: Target) -> Findings:
    """A lock is what `pip` or `uv` wrote."""
    for document in _listings(target):
        try:
            _read(document)
        except Unreadable as error:
            yield Finding(
                at=Location(document.file, offset=0),
                message=f"`{document.file}` cannot be read: {str(error)[:120]}",
                help="let the tool write it again",
            )


def _listings(target: Target) -> Iterator[Document]:
    """Yield what lists the dependencies of functions, each once."""
    yield from (target.texts[name] for name in dict.fromkeys(target.listings.values()) if name in target.texts)


def _requirements(target: Target) -> Iterator[tuple[Document, Requirement]]:
    for document in _listings(target):
        try:
            yield from ((document, requirement) for requirement in _read(document))
        except Unreadable:
            continue  # which another rule reports


def _read(document: Document) -> tuple[Requirement, ...]:
    return requirements(document.file.rpartition("/")[2], document.text)
