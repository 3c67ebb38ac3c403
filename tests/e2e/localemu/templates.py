"""Teaches the mapping templates of the emulator what those of API Gateway know, where the examples need it."""

from airspeed.operators import __additional_methods__ as methods
from localemu.services.apigateway.next_gen.execute_api.template_mapping import VTLJsonDict
from werkzeug.datastructures import Headers


def install() -> None:
    # Values are those of Java there: an object is a map, and so are the headers of a request.
    for kind in (dict, VTLJsonDict):
        methods[kind]["containsKey"] = lambda self, key: key in self
    methods[str]["equalsIgnoreCase"] = lambda self, other: self.lower() == other.lower()
    methods[Headers] = {"keySet": lambda self: list(self.keys())}
