"""Pictures of a compiled plan, in the forms in which others draw and show them."""

from apicompiler.report.pictures.dot import dot
from apicompiler.report.pictures.mermaid import mermaid
from apicompiler.report.pictures.svg import svg

__all__ = ["dot", "mermaid", "svg"]
