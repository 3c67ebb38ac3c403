"""The field that finds things in a section; there is none where no script runs."""

from __future__ import annotations

from apicompiler.report.markup import Markup, element


def search(label: str) -> Markup:
    """Write a field that hides what is marked as an item of its section, and has not all the words in it."""
    field = element("input", type="search", autocomplete="off", spellcheck="false", data_search=True)
    return element("label", element("span", label), field, element("output", ""), class_="search")
