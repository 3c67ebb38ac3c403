"""Everything there is to say of a blueprint, on one page of HTML that needs no other file and no network."""

from apicompiler.report.html.page import html

__all__ = ["html"]
