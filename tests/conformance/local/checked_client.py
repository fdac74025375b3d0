"""Clients of boto3 that hold every JSON answer against botocore's model."""

import json

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

complaints = []
operations = set()


def client(service, server):
    made = boto3.client(
        service,
        endpoint_url=server["url"],
        region_name="eu-west-1",
        aws_access_key_id=server["token"],
        aws_secret_access_key="local",
        config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
    )
    made.meta.events.register("before-parse", check_answer)
    return made


def check_answer(operation_model, response_dict, **_):
    operations.add(operation_model.name)
    protocol = operation_model.service_model.metadata["protocol"]
    if response_dict["status_code"] >= 300 or "json" not in protocol:
        return
    body = json.loads(response_dict["body"] or b"{}")
    if operation_model.output_shape is not None:
        walk(operation_model.output_shape, body, operation_model.name)


def walk(shape, value, path):
    kinds = {
        "structure": dict,
        "map": dict,
        "list": list,
        "string": str,
        "integer": int,
        "long": int,
        "timestamp": (int, float),
        "boolean": bool,
    }
    expected = kinds.get(shape.type_name)
    is_double = shape.type_name in ("double", "float")
    if is_double:
        expected = str if isinstance(value, str) else (int, float)
        if isinstance(value, str) and value not in ("NaN", "Infinity", "-Infinity"):
            complaints.append(f"{path}: {value!r} is no double")
    if expected and (not isinstance(value, expected) or (isinstance(value, bool) and expected is not bool)):
        complaints.append(f"{path}: {value!r} is no {shape.type_name}")
        return
    enum = getattr(shape, "enum", None)
    if enum and value not in enum:
        complaints.append(f"{path}: {value!r} is none of {enum}")
    if shape.type_name == "structure":
        for name in value.keys() - shape.members.keys():
            complaints.append(f"{path}.{name}: unknown member")
        for name in shape.required_members:
            if name not in value:
                complaints.append(f"{path}.{name}: missing")
        for name in value.keys() & shape.members.keys():
            walk(shape.members[name], value[name], f"{path}.{name}")
    elif shape.type_name == "map":
        for key, item in value.items():
            walk(shape.value, item, f"{path}[{key!r}]")
    elif shape.type_name == "list":
        for index, item in enumerate(value):
            walk(shape.member, item, f"{path}[{index}]")


def refusal(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return [error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]]
    return None
