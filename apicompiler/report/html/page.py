"""The page as a whole: its head, the bar, a section for each environment, and what was found."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from importlib.resources import files

from apicompiler.graph import graph
from apicompiler.report.explanation import Subject
from apicompiler.report.found import Found
from apicompiler.report.html.access import access
from apicompiler.report.html.findings import findings
from apicompiler.report.html.operations import Told, anchor, operations, told
from apicompiler.report.html.overview import overview
from apicompiler.report.html.quotas import quotas
from apicompiler.report.markup import Markup, element
from apicompiler.report.pictures.svg import styles, svg
from apicompiler.report.text import summary

SECTIONS = ("Overview", "Picture", "Operations", "Access", "Quotas")
FINDINGS = "diagnostics"


def html(subjects: Sequence[Subject], found: Found) -> str:
    """Write the page about some environments of a blueprint, and about what was found in it."""
    blueprint = subjects[0].target.blueprint
    style, script = _file("page.css") + styles(), _file("page.js")
    policy = (
        f"default-src 'none'; style-src 'sha256-{_hash(style)}'; script-src 'sha256-{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"{blueprint.name}: what is published"),
        element("style", Markup(style)),
    )
    body = element(
        "body",
        element("a", "To the content", class_="skip", href="#content"),
        element(
            "header",
            element("h1", blueprint.name),
            *([element("p", blueprint.description)] if blueprint.description else []),
        ),
        _bar(subjects, found),
        element("main", *_environments(subjects), _findings(found), id="content"),
        element("footer", f"Made from {found.file} by apicompiler."),
        element("script", Markup(script)),
    )
    return f'<!doctype html>\n<html lang="en">\n{head}\n{body}\n</html>\n'


def _bar(subjects: Sequence[Subject], found: Found) -> Markup:
    places = [subject.target.place for subject in subjects]
    tabs = [element("a", place, href=f"#{anchor(place)}", data_tab=True) for place in places]
    counted = summary(found.diagnostics) or "nothing found"
    return element(
        "nav", *tabs, element("a", f"Diagnostics: {counted}", href=f"#{FINDINGS}"), aria_label="Environments"
    )


def _environments(subjects: Sequence[Subject]) -> Iterator[Markup]:
    """Yield a section for each environment; operations that are what they are in the first are told there."""
    first: tuple[Told, ...] = ()
    for number, subject in enumerate(subjects):
        every = told(subject)
        key = anchor(subject.target.place)
        parts = (
            overview(subject),
            _picture(subject, number),
            operations(every, first, subjects[0].target.place),
            access(subject.target, every),
            quotas(subject),
        )
        first = first or every
        sections = [
            element("section", element("h3", name), part, id=f"{key}:{name.lower()}")
            for name, part in zip(SECTIONS, parts, strict=True)
        ]
        links = [element("a", name, href=f"#{key}:{name.lower()}") for name in SECTIONS]
        heading = element(
            "h2", subject.target.place, " ", element("small", f"account {subject.plan.account}, {subject.plan.region}")
        )
        inner = element("nav", *links, aria_label=f"Parts of {subject.target.place}")
        yield element("section", heading, inner, *sections, id=key, data_panel=True)


def _picture(subject: Subject, number: int) -> Markup:
    drawn = graph(subject)
    picture = Markup(svg(drawn, name=f"picture-{number}", style=False))
    return element("figure", picture, class_="scroll", tabindex=0, aria_label=f"Picture of {drawn.title}")


def _findings(found: Found) -> Markup:
    return element("section", element("h2", "Diagnostics"), findings(found), id=FINDINGS)


def _file(name: str) -> str:
    return files("apicompiler.report.html").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()
