"""Teaches the mapping templates of the emulator what those of API Gateway know, where the examples need it."""

from airspeed.operators import __additional_methods__ as methods
from localemu.services.apigateway.next_gen.execute_api.template_mapping import VTLJsonDict


def install() -> None:
    # An object is a map of Java there, which can be asked what it holds.
    for kind in (dict, VTLJsonDict):
        methods[kind]["containsKey"] = lambda self, key: key in self
    # A text is one of Java, too.
    methods[str]["equalsIgnoreCase"] = lambda self, other: self.lower() == other.lower()
