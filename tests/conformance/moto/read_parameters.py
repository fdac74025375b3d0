"""Reads the parameters of a trial component with boto3, and decodes those that are JSON strings."""

import json
import sys

import boto3

request = json.load(sys.stdin)
sagemaker = boto3.client(
    "sagemaker",
    endpoint_url=request["endpoint"],
    region_name=request["region"],
    aws_access_key_id="local",
    aws_secret_access_key="local",
)
component = sagemaker.describe_trial_component(TrialComponentName=request["trialComponentName"])


def decoded(text):
    return json.loads(text) if text.startswith('"') and text.endswith('"') else text


parameters = {
    decoded(name): decoded(value["StringValue"])
    for name, value in component["Parameters"].items()
    if "StringValue" in value
}
# Halves of surrogate pairs have no UTF-8: the answer is ASCII.
json.dump(parameters, sys.stdout, ensure_ascii=True)
