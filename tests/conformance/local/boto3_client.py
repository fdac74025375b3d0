"""Drives a served local store with boto3, and holds every JSON answer against botocore's model.

Reads {"url": ..., "token": ...} from standard input; prints what was seen and every complaint.
"""

import datetime
import io
import json
import sys

from boto3.s3.transfer import TransferConfig
from checked_client import client, complaints, operations, refusal

SERVER = json.load(sys.stdin)
seen = {}


def entities(sm):
    sm.create_experiment(ExperimentName="Demo", Description="d", Tags=[{"Key": "k", "Value": "v"}])
    sm.update_experiment(ExperimentName="demo", DisplayName="shown")
    sm.create_trial(TrialName="group", ExperimentName="demo", MetadataProperties={"CommitId": "c"})
    sm.update_trial(TrialName="group", DisplayName="the-group")
    start = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
    sm.create_trial_component(
        TrialComponentName="run",
        DisplayName="shown",
        Status={"PrimaryStatus": "InProgress", "Message": "m"},
        StartTime=start,
        Parameters={"rate": {"NumberValue": 0.5}, "name": {"StringValue": "adam"}},
        InputArtifacts={"data": {"Value": "s3://b/k", "MediaType": "text/csv"}},
        Tags=[{"Key": "sagemaker:trial-component-source", "Value": "run"}],
    )
    sm.associate_trial_component(TrialComponentName="run", TrialName="group")
    sm.update_trial_component(
        TrialComponentName="run",
        Status={"PrimaryStatus": "Completed"},
        EndTime=start + datetime.timedelta(seconds=90),
        Parameters={"epochs": {"NumberValue": 3}},
        ParametersToRemove=["name"],
    )
    sm.describe_experiment(ExperimentName="demo")
    sm.describe_trial(TrialName="group")
    sm.list_experiments(SortBy="Name", MaxResults=1)
    sm.list_trials(ExperimentName="demo")
    sm.list_trial_components(TrialName="group")
    seen["refused"] = {
        "again": refusal(sm.create_experiment, ExperimentName="DEMO"),
        "absent": refusal(sm.describe_trial, TrialName="none"),
        "name": refusal(sm.create_experiment, ExperimentName="no_good"),
        "property": refusal(
            sm.search,
            Resource="Experiment",
            SearchExpression={"Filters": [{"Name": "Nope", "Operator": "Exists"}]},
        ),
        "deleteLinked": refusal(sm.delete_trial_component, TrialComponentName="run"),
    }


def metrics(sm, put):
    now = datetime.datetime.now(datetime.timezone.utc)
    data = [
        {"MetricName": "loss", "Value": value, "Step": step, "Timestamp": now}
        for step, value in enumerate([3.0, 1.0, 2.0])
    ]
    seen["putErrors"] = put.batch_put_metrics(TrialComponentName="run", MetricData=data).get("Errors", [])
    bad = {"MetricName": "loss", "Value": float("nan"), "Timestamp": now}
    seen["nan"] = put.batch_put_metrics(TrialComponentName="run", MetricData=[bad])["Errors"]
    found = sm.describe_trial_component(TrialComponentName="run")
    summary = found["Metrics"][0]
    seen["component"] = {
        "Parameters": found["Parameters"],
        "Status": found["Status"],
        "StartTime": found["StartTime"].timestamp(),
        "EndTime": found["EndTime"].timestamp(),
    }
    seen["summary"] = {name: summary[name] for name in ("MetricName", "Count", "Min", "Max", "Last", "Avg")}
    queries = [
        {
            "MetricName": "loss",
            "ResourceArn": found["TrialComponentArn"],
            "MetricStat": "Avg",
            "Period": "IterationNumber",
            "XAxisType": "IterationNumber",
        }
    ]
    seen["queried"] = put.batch_get_metrics(MetricQueries=queries)["MetricQueryResults"]


def search(sm):
    expression = {
        "Filters": [
            {"Name": "Parents.ExperimentName", "Operator": "Equals", "Value": "Demo"},
            {"Name": "Parameters.rate", "Operator": "GreaterThan", "Value": "0.1"},
        ],
        "NestedFilters": [
            {
                "NestedPropertyName": "Metrics",
                "Filters": [{"Name": "Metrics.loss.max", "Operator": "Equals", "Value": "3"}],
            }
        ],
    }
    pages = sm.get_paginator("search").paginate(
        Resource="ExperimentTrialComponent", SearchExpression=expression, SortBy="Metrics.loss.min"
    )
    seen["found"] = [
        hit["TrialComponent"]["TrialComponentName"] for page in pages for hit in page["Results"]
    ]
    for resource in ("Experiment", "ExperimentTrial"):
        sm.search(Resource=resource)


def tags_and_lineage(sm):
    run = sm.describe_trial_component(TrialComponentName="run")["TrialComponentArn"]
    sm.add_tags(ResourceArn=run, Tags=[{"Key": "more", "Value": ""}])
    seen["tags"] = [tag["Key"] for tag in sm.list_tags(ResourceArn=run)["Tags"]]
    sm.delete_tags(ResourceArn=run, TagKeys=["more"])
    artifact = sm.create_artifact(
        ArtifactName="roc",
        ArtifactType="ROCCurve",
        Source={"SourceUri": "s3://b/roc.json", "SourceTypes": [{"SourceIdType": "S3ETag", "Value": '"e"'}]},
        Properties={"a": "b"},
    )["ArtifactArn"]
    sm.add_association(SourceArn=run, DestinationArn=artifact, AssociationType="Produced")
    sm.describe_artifact(ArtifactArn=artifact)
    listed = sm.list_artifacts(SourceUri="s3://b/roc.json")["ArtifactSummaries"]
    seen["artifacts"] = [summary["ArtifactName"] for summary in listed]
    ends = sm.list_associations(SourceArn=run)["AssociationSummaries"]
    seen["associations"] = [[end["SourceName"], end["DestinationName"]] for end in ends]
    sm.delete_association(SourceArn=run, DestinationArn=artifact)
    sm.delete_artifact(ArtifactArn=artifact)


def jobs(sm):
    config = {"ExperimentName": "demo", "TrialName": "group", "RunName": "run"}
    role = "arn:aws:iam::000000000000:role/role-name"
    cluster = {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1}
    sm.create_training_job(
        TrainingJobName="job",
        RoleArn=role,
        AlgorithmSpecification={"TrainingImage": "i", "TrainingInputMode": "File"},
        OutputDataConfig={"S3OutputPath": "s3://b/out"},
        ResourceConfig=cluster,
        StoppingCondition={"MaxRuntimeInSeconds": 60},
        ExperimentConfig=config,
    )
    sm.create_processing_job(
        ProcessingJobName="job",
        RoleArn=role,
        AppSpecification={"ImageUri": "i"},
        ProcessingResources={"ClusterConfig": cluster},
        ExperimentConfig=config,
    )
    sm.create_transform_job(
        TransformJobName="job",
        ModelName="m",
        TransformInput={"DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://b/i"}}},
        TransformOutput={"S3OutputPath": "s3://b/o"},
        TransformResources={"InstanceType": "ml.m5.large", "InstanceCount": 1},
        ExperimentConfig=config,
    )
    seen["jobs"] = [
        sm.describe_training_job(TrainingJobName="job")["ExperimentConfig"] == config,
        sm.describe_processing_job(ProcessingJobName="job")["ExperimentConfig"] == config,
        sm.describe_transform_job(TransformJobName="job")["ExperimentConfig"] == config,
    ]


def objects(s3):
    bucket = "sagemaker-eu-west-1-000000000000"
    location = {"LocationConstraint": "eu-west-1"}
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=location)
    s3.head_bucket(Bucket=bucket)
    bodies = {
        "plain": b"abc",
        "empty": b"",
        "a b+c&d/ü/日本 %2e%2e": b"odd",
        "new\nline": b"x",
        "big": bytes(range(256)) * 36_000,
    }
    settings = TransferConfig(multipart_threshold=8 * 1024 * 1024)
    for key, body in bodies.items():
        s3.upload_fileobj(io.BytesIO(body), bucket, key, Config=settings)
    read = {key: io.BytesIO() for key in bodies}
    for key, into in read.items():
        s3.download_fileobj(bucket, key, into, Config=settings)
    seen["objects"] = all(read[key].getvalue() == body for key, body in bodies.items())
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, PaginationConfig={"PageSize": 2})
    seen["keys"] = {item["Key"] for page in pages for item in page["Contents"]} == bodies.keys()
    seen["etag"] = s3.head_object(Bucket=bucket, Key="plain")["ETag"]
    seen["range"] = s3.get_object(Bucket=bucket, Key="plain", Range="bytes=1-1")["Body"].read().decode()
    seen["s3Refused"] = {
        "absent": refusal(s3.get_object, Bucket=bucket, Key="none"),
        "head": refusal(s3.head_object, Bucket=bucket, Key="none"),
        "bucket": refusal(s3.head_bucket, Bucket="absent-bucket"),
        "owner": refusal(s3.head_bucket, Bucket=bucket, ExpectedBucketOwner="123456789012"),
        "dots": refusal(s3.put_object, Bucket=bucket, Key="../other/key", Body=b"x"),
    }
    s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in bodies]})
    seen["left"] = s3.list_objects_v2(Bucket=bucket)["KeyCount"]


def cleared(sm):
    components = sm.list_trial_components(TrialName="group")["TrialComponentSummaries"]
    names = [component["TrialComponentName"] for component in components]
    seen["cleared"] = sorted(names)
    for name in names:
        sm.disassociate_trial_component(TrialComponentName=name, TrialName="group")
        sm.delete_trial_component(TrialComponentName=name)
    sm.delete_trial(TrialName="group")
    sm.delete_experiment(ExperimentName="demo")


sagemaker = client("sagemaker", SERVER)
entities(sagemaker)
metrics(sagemaker, client("sagemaker-metrics", SERVER))
search(sagemaker)
tags_and_lineage(sagemaker)
jobs(sagemaker)
objects(client("s3", SERVER))
seen["account"] = client("sts", SERVER).get_caller_identity()["Account"]
cleared(sagemaker)
json.dump({"seen": seen, "complaints": complaints, "operations": sorted(operations)}, sys.stdout)
