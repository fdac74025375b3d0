"""Sends requests with boto3 for as long as it is told some.

Each line of standard input is a list of requests in JSON, each line of standard output the list of
their answers. The first line is {"url": ..., "token": ...}.
"""

import base64
import datetime
import json
import math
import sys

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
TOKENS = {"NextToken": "NextToken", "NextContinuationToken": "ContinuationToken"}

server = json.loads(sys.stdin.readline())
clients = {}


def client(service):
    if service not in clients:
        clients[service] = boto3.client(
            service,
            endpoint_url=server["url"],
            region_name="local",
            aws_access_key_id=server["token"],
            aws_secret_access_key="local",
            config=Config(
                # The service has to say what it refuses, not the client.
                parameter_validation=False,
                retries={"total_max_attempts": 1},
                s3={"addressing_style": "path"},
            ),
        )
    return clients[service]


def from_plain(value):
    if isinstance(value, list):
        return [from_plain(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "$time" in value:
        return EPOCH + datetime.timedelta(milliseconds=value["$time"])
    if "$bytes" in value:
        return base64.b64decode(value["$bytes"])
    if "$number" in value:
        return float(value["$number"])
    return {name: from_plain(one) for name, one in value.items()}


def to_plain(value):
    if isinstance(value, dict):
        return {name: to_plain(one) for name, one in value.items() if name != "ResponseMetadata"}
    if isinstance(value, list):
        return [to_plain(one) for one in value]
    if isinstance(value, datetime.datetime):
        return {"$time": round((value - EPOCH) / datetime.timedelta(milliseconds=1))}
    if isinstance(value, float) and not math.isfinite(value):
        names = {math.inf: "Infinity", -math.inf: "-Infinity"}
        return {"$number": names.get(value, "NaN")}
    if hasattr(value, "read"):
        return {"$bytes": base64.b64encode(value.read()).decode()}
    return value


def send(command):
    call = getattr(client(command["service"]), xform_name(command["name"]))
    request = from_plain(command["input"])
    pages = []
    try:
        while True:
            answer = call(**request)
            pages.append(to_plain(answer))
            tokens = [(name, answer[name]) for name in TOKENS if answer.get(name)]
            if not command["isList"] or not tokens:
                return {"pages": pages}
            for name, token in tokens:
                request[TOKENS[name]] = token
    except ClientError as error:
        return {"error": error.response["Error"]["Code"]}


for line in sys.stdin:
    print(json.dumps([send(command) for command in json.loads(line)]), flush=True)
