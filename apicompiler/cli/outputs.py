"""Where findings go: each format to stdout or into a file of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

from apicompiler.cli.command import Option
from apicompiler.cli.terminal import Color, paint
from apicompiler.cli.wrong import WrongCall
from apicompiler.noun import Noun
from apicompiler.report.formats import FORMATS, Format, written
from apicompiler.report.found import Found
from apicompiler.report.text import plain
from apicompiler.suggest import closest, listed


class Output(Noun):
    """A format, and the file that takes it; stdout where there is none."""

    format: Format
    file: str


def formats(incomplete: str) -> list[str]:
    """Complete the names of formats."""
    return [format for format in FORMATS if format.startswith(incomplete)]


AsFormats = Annotated[
    list[str],
    Option(
        "How findings are shown; `FORMAT=FILE` writes a file. May be repeated.",
        metavar="FORMAT[=FILE]",
        env="APICOMPILER_OUTPUT_FORMAT",
        complete=formats,
    ),
]
"""How a command is told in which formats it shows findings."""


def outputs(words: Iterable[str]) -> tuple[Output, ...]:
    """Read what was asked for: `sarif=lint.sarif` goes to a file, `github` to stdout."""
    return tuple(_outputs(words))


def _outputs(words: Iterable[str]) -> Iterator[Output]:
    for word in words:
        name, equals, file = word.partition("=")
        format = next((known for known in FORMATS if known == name), None)
        if format is None:
            close = closest(name, FORMATS)
            help = f"did you mean `{close}`?" if close else f"there are {listed(FORMATS)}"
            raise WrongCall(f"no format is called `{name}`; {help}")
        if equals and not file:
            raise WrongCall(f"`--format {word}` names no file")
        yield Output(format, file)


def show(wanted: Iterable[Output], found: tuple[Found, ...], color: Color) -> None:
    """Write what was found in every format that is wanted; a file appears whole or not at all."""
    for output in wanted:
        if output.file:
            write_whole(Path(output.file), written(output.format, found, plain).encode("utf-8"))
        else:
            sys.stdout.write(written(output.format, found, paint(color, sys.stdout)))


def give(text: str, output: str) -> None:
    """Print *text*, or write it to the file *output* if one is named."""
    if output:
        write_whole(Path(output), text.encode("utf-8"))
    else:
        sys.stdout.write(text)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there, so that nobody ever reads half of it."""
    import os
    import tempfile

    path = path.resolve()  # a link stays a link, to what it leads to
    try:
        handle, beside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with open(handle, "wb") as file:  # noqa: PTH123
                file.write(content)
            os.chmod(beside, path.stat().st_mode & 0o7777 if path.exists() else 0o666 & ~_umask())  # noqa: PTH101
            os.replace(beside, path)  # noqa: PTH105
        except BaseException:
            os.unlink(beside)  # noqa: PTH108
            raise
    except OSError as error:
        raise WrongCall(f"`{path}` cannot be written: {error.strerror}") from None


def _umask() -> int:
    import os

    mask = os.umask(0)
    os.umask(mask)
    return mask
