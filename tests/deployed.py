"""What becomes of a body on its way to API Gateway."""

from collections.abc import Mapping

from apicompiler.plan import Late


def deployed(value):
    """Return what CloudFormation hands over: what is late is some text by then."""
    if isinstance(value, Late):
        return "".join(map(deployed, value["Fn::Join"][1])) if "Fn::Join" in value else "late"
    if isinstance(value, Mapping):
        return {name: deployed(part) for name, part in value.items()}
    return [deployed(part) for part in value] if isinstance(value, list | tuple) else value
