"""Writes down what the services' own models demand of the members that the language sets, as botocore has them.

pip install botocore && python tools/service_models.py
"""

import json
from pathlib import Path

import botocore.session
import yaml

HERE = Path(__file__).parents[1] / "tests" / "service_models"
SESSION = botocore.session.get_session()


def constraints(member: str) -> dict[str, object]:
    """Return the bounds, words and pattern of a member, which is named `service.Shape.Member`."""
    service, name, *path = member.split(".")
    shape = SESSION.get_service_model(service).shape_for(name)
    for step in path:
        shape = {"*": lambda s: s.member, "<key>": lambda s: s.key}.get(step, lambda s, m=step: s.members[m])(shape)
    found = {word: shape.metadata[word] for word in ("min", "max", "pattern") if word in shape.metadata}
    words = {"enum": list(shape.enum)} if getattr(shape, "enum", None) else {}
    return {"type": shape.type_name, **found, **words}


if __name__ == "__main__":
    members = yaml.safe_load((HERE / "members.yaml").read_text(encoding="utf-8"))
    found = {member: constraints(member) for member in members}
    (HERE / "constraints.json").write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
