"""Reads back with boto3 what was acknowledged: what it lacks, as a list of complaints."""

import hashlib
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

TASK = json.load(sys.stdin)


def client(service):
    return boto3.client(
        service,
        endpoint_url=TASK["url"],
        region_name="local",
        aws_access_key_id=TASK["token"],
        aws_secret_access_key="local",
        config=Config(s3={"addressing_style": "path"}),
    )


sagemaker, metrics, s3 = client("sagemaker"), client("sagemaker-metrics"), client("s3")


def component(one):
    found = sagemaker.describe_trial_component(TrialComponentName=one["name"])["Parameters"]
    values = {name: list(value.values())[0] for name, value in found.items()}
    return {name: values.get(name) for name in one["parameters"]} == one["parameters"]


def points(one):
    found = sagemaker.describe_trial_component(TrialComponentName=one["component"])
    counts = {metric["MetricName"]: metric["Count"] for metric in found["Metrics"]}
    query = {
        "MetricName": one["metric"],
        "ResourceArn": found["TrialComponentArn"],
        "MetricStat": "Last",
        "Period": "IterationNumber",
        "XAxisType": "IterationNumber",
    }
    [result] = metrics.batch_get_metrics(MetricQueries=[query])["MetricQueryResults"]
    return (
        counts[one["metric"]] == len(one["values"])
        and result["XAxisValues"] == list(range(len(one["values"])))
        and result["MetricValues"] == one["values"]
    )


def artifact(one):
    return len(sagemaker.list_artifacts(SourceUri=one["uri"])["ArtifactSummaries"]) == 1


def object(one):
    body = s3.get_object(Bucket=one["bucket"], Key=one["key"])["Body"].read()
    return hashlib.sha256(body).hexdigest() == one["sha256"]


def gone(one):
    try:
        s3.head_object(Bucket=one["bucket"], Key=one["key"])
    except ClientError as error:
        return error.response["Error"]["Code"] == "404"
    return False


READERS = {reader.__name__: reader for reader in (component, points, artifact, object, gone)}
complaints = []
for one in TASK["acknowledged"]:
    try:
        if not READERS[one["kind"]](one):
            complaints.append(f"not as acknowledged: {one}")
    except (ClientError, KeyError) as error:
        complaints.append(f"{one}: {error!r}")
json.dump(complaints, sys.stdout)
