"""Lets a template refer to what there is on AWS, where the emulator is not ready for it."""

from collections.abc import Callable
from typing import Any

from localemu.services.cloudformation.engine.v2 import resolving
from localemu.services.cloudformation.engine.v2.change_set_model_transform import ChangeSetModelTransform
from localemu.services.cloudformation.engine.v2.change_set_model_validator import ChangeSetModelValidator
from localemu.services.cloudformation.engine.validations import ValidationError

Visit = Callable[[Any, Any], Any]


def install() -> None:
    for visitor in (ChangeSetModelTransform, ChangeSetModelValidator):
        visitor.visit_node_intrinsic_function_fn_select = _when_known(visitor.visit_node_intrinsic_function_fn_select)
    resolving.DynamicReference = WholeSecret


def _when_known(select: Visit) -> Visit:
    """Select from a list when it is there.

    LocalEmu looks through a template before anything is made, takes what it
    does not know yet for a text, and refuses to select from it.
    """

    def select_what_is_known(self: Any, function: Any) -> Any:
        try:
            return select(self, function)
        except ValidationError:
            return self.visit(function.arguments)

    return select_what_is_known


class WholeSecret(resolving.DynamicReference):
    """A reference whose key may end with `SecretString`, and means the whole of it: LocalEmu waits for a colon."""

    def __init__(self, service_name: str, reference_key: str) -> None:
        colon = ":" if reference_key.endswith(":SecretString") else ""
        super().__init__(service_name, reference_key + colon)
