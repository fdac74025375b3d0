"""Reads every trial component of an experiment with boto3, with the bytes of its S3 artifacts."""

import hashlib
import json
import sys
from urllib.parse import urlparse

import boto3

request = json.load(sys.stdin)
options = {
    "endpoint_url": request["endpoint"],
    "region_name": request["region"],
    "aws_access_key_id": request["accessKeyId"],
    "aws_secret_access_key": "local",
}
sagemaker = boto3.client("sagemaker", **options)
s3 = boto3.client("s3", **options)


def artifacts(entries):
    found = {}
    for name, artifact in entries.items():
        uri = urlparse(artifact["Value"])
        digest = None
        if uri.scheme == "s3":
            body = s3.get_object(Bucket=uri.netloc, Key=uri.path.lstrip("/"))["Body"].read()
            digest = hashlib.sha256(body).hexdigest()
        found[name] = {"mediaType": artifact.get("MediaType"), "sha256": digest}
    return found


runs = {}
for trial in sagemaker.list_trials(ExperimentName=request["experimentName"])["TrialSummaries"]:
    listing = sagemaker.get_paginator("list_trial_components")
    for page in listing.paginate(TrialName=trial["TrialName"]):
        for summary in page["TrialComponentSummaries"]:
            run = sagemaker.describe_trial_component(
                TrialComponentName=summary["TrialComponentName"]
            )
            runs[run["TrialComponentName"]] = {
                "status": run["Status"]["PrimaryStatus"],
                "message": run["Status"].get("Message"),
                "ended": run["EndTime"] >= run["StartTime"],
                "parameters": {
                    name: value.get("NumberValue", value.get("StringValue"))
                    for name, value in run["Parameters"].items()
                },
                "metrics": {
                    metric["MetricName"]: [metric["Count"], metric["Min"], metric["Max"], metric["Last"]]
                    for metric in run["Metrics"]
                },
                "inputs": artifacts(run.get("InputArtifacts", {})),
                "outputs": artifacts(run.get("OutputArtifacts", {})),
            }
json.dump(runs, sys.stdout)
