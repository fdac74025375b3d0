"""Holds requests and answers against AWS's own service models, which ship in botocore."""

import json
import re
import sys

import botocore.session

session = botocore.session.get_session()
models = {name: session.get_service_model(name) for name in ("sagemaker", "sagemaker-metrics")}


def check(shape, value, path, found):
    kind = shape.type_name
    meta = shape.metadata
    if kind == "structure":
        if not isinstance(value, dict):
            return found.append(f"{path}: not a structure")
        for name in shape.required_members:
            if value.get(name) is None:
                found.append(f"{path}.{name}: required")
        for name, member in value.items():
            if name not in shape.members:
                found.append(f"{path}.{name}: unknown member")
            else:
                check(shape.members[name], member, f"{path}.{name}", found)
        if getattr(shape, "is_tagged_union", False) and len(value) != 1:
            found.append(f"{path}: a union of {len(value)} members")
    elif kind == "list":
        if not isinstance(value, list):
            return found.append(f"{path}: not a list")
        size(meta, len(value), path, found)
        for index, item in enumerate(value):
            check(shape.member, item, f"{path}[{index}]", found)
    elif kind == "map":
        size(meta, len(value), path, found)
        for key, item in value.items():
            check(shape.key, key, f"{path} key", found)
            check(shape.value, item, f"{path}.{key}", found)
    elif kind == "string":
        if not isinstance(value, str):
            return found.append(f"{path}: not text")
        size(meta, len(value), path, found)
        if shape.enum and value not in shape.enum:
            found.append(f"{path}: {value!r} is none of {shape.enum}")
        pattern = meta.get("pattern")
        if pattern and not re.fullmatch(portable(pattern), value):
            found.append(f"{path}: {value!r} does not match {pattern}")
    elif kind in ("integer", "long"):
        if not isinstance(value, int) or isinstance(value, bool):
            return found.append(f"{path}: not an integer")
        bounds(meta, value, path, found)
    elif kind in ("double", "float", "timestamp"):
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            return found.append(f"{path}: not a number")
        bounds(meta, value, path, found)
    elif kind == "boolean" and not isinstance(value, bool):
        found.append(f"{path}: not a boolean")


def portable(pattern):
    """Python's own engine lacks the Unicode classes of tags' patterns; these are a little wider."""
    for name, own in ((r"\p{L}", r"\w"), (r"\p{N}", r"\d"), (r"\p{Z}", r"\s")):
        pattern = pattern.replace(name, own)
    return pattern


def size(meta, length, path, found):
    if length < meta.get("min", 0) or length > meta.get("max", float("inf")):
        found.append(f"{path}: length {length}")


def bounds(meta, value, path, found):
    if value < meta.get("min", float("-inf")) or value > meta.get("max", float("inf")):
        found.append(f"{path}: value {value}")


def judge(exchange):
    found = []
    operation = models[exchange["service"]].operation_model(exchange["operation"])
    check(operation.input_shape, exchange["input"], "request", found)
    if exchange["status"] == 200 and operation.output_shape is not None:
        check(operation.output_shape, exchange["output"], "answer", found)
    if exchange["status"] != 200 and not exchange["output"].get("__type"):
        found.append("answer: an error without a type")
    return [f"{exchange['operation']} {line}" for line in found]


exchanges = json.load(sys.stdin)
findings = sorted({line for exchange in exchanges for line in judge(exchange)})
json.dump({"judged": len(exchanges), "findings": findings}, sys.stdout)
