"""The settings of `apicompiler lint`: `.apicompiler.toml`, or `[tool.apicompiler]` in `pyproject.toml`."""

from collections.abc import Iterator, Mapping
from typing import Literal

from apicompiler.blueprint import Part
from apicompiler.diagnostic import Diagnostic, Finding, Replace
from apicompiler.noun import EMPTY, Noun
from apicompiler.read.decode import Decoder, Misfit
from apicompiler.read.files import decoded
from apicompiler.read.toml_document import TomlText
from apicompiler.report.formats import Format
from apicompiler.review import OWN, laws
from apicompiler.review.selection import Catalogue
from apicompiler.source import Document, Location, Path

TABLE = ("tool", "apicompiler")


class Settings(Part):
    """What `lint` reports, and how; the command line overrules it.

    A rule is named by code or name, several by theme (`security`) or by how their codes begin (`AC05`).
    """

    select: tuple[str, ...] = ()
    """The rules that count; all of them when nothing is said."""
    ignore: tuple[str, ...] = ()
    """The rules that do not count."""
    per_file: Mapping[str, tuple[str, ...]] = EMPTY
    """The rules that do not count in some files. Names may hold `*`, and begin at the folder of the settings."""
    fail_on: Literal["error", "warning", "info"] = "error"
    """The least severity that makes the exit code 1."""
    format: Format = "full"
    """How findings are shown on the terminal."""
    baseline: str = ""
    """A file with findings that are accepted for now, from the folder of the settings."""

    @staticmethod
    def spelled(name: str) -> str:
        """Return the key of a field as TOML files have it: `per-file`."""
        return name.replace("_", "-")


class Read(Noun):
    """What came of reading settings; there are none where something is wrong with them."""

    document: Document
    settings: Settings | None
    diagnostics: tuple[Diagnostic, ...]


def read_settings(file: str, content: bytes, catalogue: Catalogue) -> Read | None:
    """Read a settings file; None where a shared one holds none."""
    plain, undecodable = decoded(file, content)
    if undecodable:
        return Read(plain, None, tuple(undecodable))
    text = plain.text
    toml = TomlText(text)
    document = Document(file, text, toml.value, toml.locate)
    if toml.error is not None:
        offset, message = toml.error
        finding = Finding(at=Location(file, offset=offset), message=message)
        return Read(document, None, (Diagnostic(laws.INVALID_TOML, finding),))
    path: Path = () if file.endswith(OWN) else TABLE
    value = toml.value
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    if value is None:
        return None
    decoder = Decoder({})
    try:
        settings: Settings | None = decoder.decode(Settings, value, Location(file, path))
    except Misfit:
        settings = None
    found = [*decoder.diagnostics, *(_misnamed(settings, catalogue) if settings else ())]
    return Read(document, None if found else settings, tuple(found))


def _misnamed(settings: Settings, catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Report words that mean no rule, and rules that cannot be left out."""
    silenced = {"ignore": settings.ignore, **{f"per-file\0{name}": words for name, words in settings.per_file.items()}}
    for place, words in {"select": settings.select, **silenced}.items():
        at = settings.at
        for key in place.split("\0"):
            at /= key
        for index, word in enumerate(words):
            rules = catalogue.named(word)
            if not rules:
                close = catalogue.closest(word)
                finding = Finding(
                    at=at / index,
                    message=f"no rule or theme is called `{word[:60]}`",
                    help=f"did you mean `{close}`?" if close else "`apicompiler rules` lists them all",
                    fix=Replace(at / index, close) if close else None,
                )
                yield Diagnostic(laws.UNKNOWN_RULE, finding)
            elif place != "select" and len(rules) == 1 and rules[0].is_binding:
                message = f"`{word}` cannot be left out: nothing can be compiled without it"
                yield Diagnostic(laws.BINDING_RULE, Finding(at=at / index, message=message, help="remove it"))
