"""Drives the lineage of a served local store with boto3, and holds every answer against botocore's model.

Reads {"url": ..., "token": ...} from standard input; prints what was seen and every complaint.
"""

import datetime
import json
import sys

from checked_client import client, complaints, operations, refusal

sm = client("sagemaker", json.load(sys.stdin))
seen = {}
source = {"SourceUri": "s3://b/k", "SourceType": "t", "SourceId": "i"}
hour = datetime.timedelta(hours=1)
now = datetime.datetime.now(datetime.timezone.utc)

data = sm.create_artifact(
    ArtifactName="data", ArtifactType="DataSet", Source={"SourceUri": "s3://b/data"}, Properties={"a": "1"}
)["ArtifactArn"]
model = sm.create_artifact(ArtifactType="Model", Source={"SourceUri": "s3://b/model"})["ArtifactArn"]
run = sm.create_trial_component(TrialComponentName="run")["TrialComponentArn"]
deploy = sm.create_action(
    ActionName="deploy",
    ActionType="ModelDeployment",
    Source=source,
    Status="InProgress",
    Description="d",
    Properties={"a": "1", "b": "2"},
    MetadataProperties={"CommitId": "c"},
    Tags=[{"Key": "k", "Value": "v"}],
)["ActionArn"]
endpoint = sm.create_context(
    ContextName="end_point",
    ContextType="Endpoint",
    Source=source,
    Description="d",
    Properties={"a": "2"},
)["ContextArn"]

sm.update_artifact(ArtifactArn=data, ArtifactName="data-2", Properties={"b": "2"})
sm.update_action(ActionName="deploy", Status="Completed", PropertiesToRemove=["b"])
sm.update_context(ContextName="end_point", Description="e", Properties={"a": "3", "b": "4"})
described = sm.describe_action(ActionName=deploy)
seen["action"] = [described["Status"], described["Properties"], described["Source"]]
described = sm.describe_context(ContextName="END_POINT")
seen["context"] = [described["Description"], described["Properties"], described["ContextType"]]
described = sm.describe_artifact(ArtifactArn=data)
seen["artifact"] = [described["ArtifactName"], described["Properties"]]

for ends in ((data, run, "ContributedTo"), (run, model, "Produced"), (model, deploy, None), (deploy, endpoint, "SameAs")):
    kind = {} if ends[2] is None else {"AssociationType": ends[2]}
    sm.add_association(SourceArn=ends[0], DestinationArn=ends[1], **kind)


def listed(**filters):
    pages = sm.get_paginator("list_associations").paginate(
        SortBy="SourceType", SortOrder="Ascending", PaginationConfig={"PageSize": 1}, **filters
    )
    return [one["SourceType"] for page in pages for one in page["AssociationSummaries"]]


seen["associations"] = {
    "all": listed(),
    "source": listed(SourceArn=run),
    "destination": listed(DestinationArn=run),
    "sourceType": listed(SourceType="Model"),
    "destinationType": listed(DestinationType="Endpoint"),
    "type": listed(AssociationType="SameAs"),
    "times": listed(CreatedAfter=now - hour, CreatedBefore=now + hour),
    "earlier": listed(CreatedBefore=now - hour),
}
seen["lists"] = [
    [one["ActionName"] for one in sm.list_actions(ActionType="ModelDeployment")["ActionSummaries"]],
    [one["ContextName"] for one in sm.list_contexts(SourceUri="s3://b/k", SortBy="Name")["ContextSummaries"]],
]


def found(start, **options):
    """Types of the vertices, sorted, and number of edges of every page."""
    types, edges, token = [], 0, {}
    while True:
        page = sm.query_lineage(StartArns=[start], MaxResults=2, **options, **token)
        types += [vertex["Type"] for vertex in page["Vertices"]]
        edges += len(page["Edges"])
        if "NextToken" not in page:
            return [sorted(types), edges]
        token = {"NextToken": page["NextToken"]}


seen["queries"] = {
    "up": found(endpoint, Direction="Ascendants"),
    "down": found(data, Direction="Descendants", IncludeEdges=True),
    "both": found(run),
    "near": found(model, MaxDepth=1, IncludeEdges=False),
    "filtered": found(data, Filters={"Types": ["Endpoint", "Model"], "LineageTypes": ["Context"]}),
    "properties": found(run, Filters={"Properties": {"a": "1", "z": "z"}}),
    "times": found(
        data,
        Filters={
            "CreatedAfter": now - hour,
            "CreatedBefore": now + hour,
            "ModifiedAfter": now - hour,
            "ModifiedBefore": now + hour,
        },
    ),
    "later": found(data, Filters={"ModifiedAfter": now + hour}),
}
seen["refused"] = {
    "again": refusal(sm.create_action, ActionName="DEPLOY", ActionType="t", Source=source),
    "absent": refusal(sm.describe_context, ContextName="none"),
    "linked": refusal(sm.delete_context, ContextName="end_point"),
    "start": refusal(sm.query_lineage, StartArns=[data + "0"]),
    "deep": refusal(sm.query_lineage, StartArns=[data], MaxDepth=11),
    "name": refusal(sm.create_action, ActionName="a_b", ActionType="t", Source=source),
}
for source_arn, destination_arn in ((data, run), (run, model), (model, deploy), (deploy, endpoint)):
    sm.delete_association(SourceArn=source_arn, DestinationArn=destination_arn)
sm.delete_action(ActionName="deploy")
sm.delete_context(ContextName="end_point")
sm.delete_artifact(ArtifactArn=data)
sm.delete_artifact(Source={"SourceUri": "s3://b/model"})
sm.delete_trial_component(TrialComponentName="run")
json.dump({"seen": seen, "complaints": complaints, "operations": sorted(operations)}, sys.stdout)
