"""Prints the shapes of requests from AWS's own service model, which ships in botocore."""

import json
import sys

import botocore.session

model = botocore.session.get_session().get_service_model("sagemaker")


def described(shape):
    kind, meta = shape.type_name, shape.metadata
    limits = {name: meta[name] for name in ("min", "max", "pattern") if name in meta}
    if kind == "structure":
        members = {name: described(member) for name, member in shape.members.items()}
        return {"type": kind, "members": members, "required": sorted(shape.required_members)}
    if kind == "list":
        return {"type": kind, "of": described(shape.member), **limits}
    if kind == "map":
        return {"type": kind, "key": described(shape.key), "value": described(shape.value), **limits}
    if kind == "string" and shape.enum:
        return {"type": kind, "oneOf": sorted(shape.enum)}
    return {"type": kind, **limits}


names = json.load(sys.stdin)
json.dump({name: described(model.operation_model(name).input_shape) for name in names}, sys.stdout)
