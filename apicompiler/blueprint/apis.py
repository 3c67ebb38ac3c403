"""What is published."""

from apicompiler.blueprint.part import Part


class Api(Part):
    """One contract that is published: one `RestApi`."""

    SHORTHAND = "definition"

    definition: str
    """The OpenAPI 3.0 or Swagger 2.0 document, a path below the blueprint's folder."""
