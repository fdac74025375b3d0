"""Records lineage with the official SageMaker Python SDK and asks its visitors, as told by JSON."""

import json
import sys
from datetime import datetime, timedelta, timezone

from botocore.exceptions import ClientError
from sdk import module

actions, artifacts, contexts = map(module, ("lineage.action", "lineage.artifact", "lineage.context"))
Action, ModelPackageApprovalAction = actions.Action, actions.ModelPackageApprovalAction
Artifact, ImageArtifact = artifacts.Artifact, artifacts.ImageArtifact
DatasetArtifact, ModelArtifact = artifacts.DatasetArtifact, artifacts.ModelArtifact
Association = module("lineage.association").Association
Context, EndpointContext = contexts.Context, contexts.EndpointContext
ModelPackageGroup = contexts.ModelPackageGroup
LineageTrialComponent = module("lineage.lineage_trial_component").LineageTrialComponent
LineageTableVisualizer = module("lineage.visualizer").LineageTableVisualizer
queries = module("lineage.query")
LineageEntityEnum, LineageSourceEnum = queries.LineageEntityEnum, queries.LineageSourceEnum
LineageFilter, LineageQuery = queries.LineageFilter, queries.LineageQuery
LineageQueryDirectionEnum = queries.LineageQueryDirectionEnum

session = module("session").Session()
client = session.sagemaker_client
OWN = {"sagemaker_session": session}
UP = LineageQueryDirectionEnum.ASCENDANTS
DOWN = LineageQueryDirectionEnum.DESCENDANTS
BOTH = LineageQueryDirectionEnum.BOTH


def artifact(kind, name, artifact_type):
    return kind.create(
        artifact_name=name,
        source_uri=f"s3://b/{name}",
        artifact_type=artifact_type,
        properties={"k1": "v1", "k2": "v2"},
        **OWN,
    )


def link(source, destination, association_type=None):
    return Association.create(
        source_arn=source, destination_arn=destination, association_type=association_type, **OWN
    )


def jobs():
    """A processing job and a training job, whose runs AWS makes by itself."""
    role = "arn:aws:iam::000000000000:role/role-name"
    cluster = {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1}
    client.create_processing_job(
        ProcessingJobName="prepare",
        RoleArn=role,
        AppSpecification={"ImageUri": "i"},
        ProcessingResources={"ClusterConfig": cluster},
    )
    client.create_training_job(
        TrainingJobName="train",
        RoleArn=role,
        AlgorithmSpecification={"TrainingImage": "i", "TrainingInputMode": "File"},
        OutputDataConfig={"S3OutputPath": "s3://b/out"},
        ResourceConfig=cluster,
        StoppingCondition={"MaxRuntimeInSeconds": 60},
        Tags=[{"Key": "sagemaker:pipeline-execution-arn", "Value": "the-pipeline"}],
    )
    return [
        client.describe_trial_component(TrialComponentName=name)["TrialComponentArn"]
        for name in ("prepare-aws-processing-job", "train-aws-training-job")
    ]


prepare, train = jobs()
raw = artifact(DatasetArtifact, "raw", "DataSet")
data = artifact(DatasetArtifact, "data", "DataSet")
image = artifact(ImageArtifact, "image", "Image")
model = artifact(ModelArtifact, "model", "Model")
approval = ModelPackageApprovalAction.create(
    action_name="approve", source_uri="model/1", action_type="Approval", status="Completed", **OWN
)
deploy = Action.create(
    action_name="deploy",
    source_uri="s3://b/deploy",
    source_type="t",
    action_type="ModelDeployment",
    status="InProgress",
    description="d",
    properties={"k1": "v1", "k2": "v2"},
    tags=[{"Key": "k", "Value": "v"}],
    **OWN,
)
endpoint = EndpointContext.create(
    context_name="end_point",
    source_uri="arn:endpoint",
    source_type="t",
    context_type="Endpoint",
    description="d",
    properties={"k1": "v1"},
    **OWN,
)
group = ModelPackageGroup.create(
    context_name="group",
    source_uri="arn:group",
    context_type="ModelGroup",
    properties={"PipelineExecutionArn": "the-pipeline"},
    **OWN,
)
link(raw.artifact_arn, prepare, "ContributedTo")
link(prepare, data.artifact_arn, "Produced")
link(data.artifact_arn, train, "ContributedTo")
link(image.artifact_arn, train, "ContributedTo")
link(train, model.artifact_arn, "Produced")
link(model.artifact_arn, approval.action_arn)
link(approval.action_arn, deploy.action_arn, "AssociatedWith")
link(deploy.action_arn, endpoint.context_arn, "AssociatedWith")
link(group.context_arn, model.artifact_arn, "AssociatedWith")


def names(found):
    """Names of whatever kinds of object."""
    members = ("artifact_name", "action_name", "context_name", "trial_component_name")
    return sorted(next(getattr(one, m) for m in members if getattr(one, m, None)) for one in found)


def query(arn, **options):
    found = LineageQuery(session).query(start_arns=[arn], **options)
    elements = found._get_visualization_elements()
    return {
        "vertices": sorted([v.lineage_entity, v.lineage_source] for v in found.vertices),
        "loaded": names(v.to_lineage_object() for v in found.vertices),
        "edges": len(found.edges),
        "starts": [arn for arn, _, _, is_start in elements["nodes"] if is_start],
    }


run = LineageTrialComponent.load(trial_component_name="train-aws-training-job", **OWN)
table = LineageTableVisualizer(session)
answer = {
    "visitors": {
        "raw.endpoint_contexts": names(raw.endpoint_contexts()),
        "raw.downstream_datasets": names(raw.downstream_datasets()),
        "data.upstream_datasets": names(data.upstream_datasets()),
        "data.s3_uri_artifacts": [
            one["ArtifactName"]
            for one in data.s3_uri_artifacts("s3://b/data")["ArtifactSummaries"]
        ],
        "image.datasets": names(image.datasets(BOTH)),
        "model.dataset_artifacts": names(model.dataset_artifacts()),
        "model.endpoint_contexts": names(model.endpoint_contexts()),
        "model.training_job_arns": model.training_job_arns(),
        "model.pipeline_execution_arn": model.pipeline_execution_arn(),
        "approval.datasets": names(approval.datasets()),
        "approval.endpoints": names(approval.endpoints()),
        "deploy.artifacts": names(deploy.artifacts()),
        "endpoint.actions": names(endpoint.actions(UP)),
        "endpoint.dataset_artifacts": names(endpoint.dataset_artifacts()),
        "endpoint.training_job_arns": endpoint.training_job_arns(),
        "endpoint.processing_jobs": names(endpoint.processing_jobs()),
        "endpoint.transform_jobs": names(endpoint.transform_jobs()),
        "endpoint.trial_components": names(endpoint.trial_components()),
        "endpoint.pipeline_execution_arn": endpoint.pipeline_execution_arn(),
        "group.pipeline_execution_arn": group.pipeline_execution_arn(),
        "run.dataset_artifacts": names(run.dataset_artifacts()),
        "run.models": names(run.models()),
        "run.pipeline_execution_arn": run.pipeline_execution_arn(),
    },
    "table": {
        "run": table.show(training_job_name="train").values.tolist(),
        "endpoint": table.show(endpoint_arn="arn:endpoint").values.tolist(),
    },
    "whole": query(data.artifact_arn),
    "filtered": query(
        data.artifact_arn,
        direction=DOWN,
        include_edges=False,
        max_depth=2,
        query_filter=LineageFilter(
            entities=[LineageEntityEnum.ARTIFACT],
            sources=[LineageSourceEnum.MODEL, LineageSourceEnum.IMAGE],
            properties={"k1": "v1", "k9": "v9"},
            created_after=datetime.now(timezone.utc) - timedelta(hours=1),
        ),
    ),
}


def changed(one, load):
    one.properties = {"k3": "v3"}
    one.properties_to_remove = ["k1"]
    one.save()
    return load().properties


answer["saved"] = [
    changed(model, lambda: ModelArtifact.load(artifact_arn=model.artifact_arn, **OWN)),
    changed(deploy, lambda: Action.load(action_name="deploy", **OWN)),
    changed(endpoint, lambda: Context.load(context_name="END_POINT", **OWN)),
]
deploy.status = "Completed"
deploy.save()
answer["status"] = Action.load(action_name=deploy.action_arn, **OWN).status
deploy.set_tag({"Key": "more", "Value": "x"})
answer["tags"] = [tag["Key"] for tag in client.list_tags(ResourceArn=deploy.action_arn)["Tags"]]
answer["lists"] = {
    "artifacts": names(Artifact.list(artifact_type="DataSet", max_results=1, **OWN)),
    "actions": [one.action_name for one in Action.list(sort_by="Name", sort_order="Ascending", **OWN)],
    "contexts": names(Context.list(source_uri="arn:group", **OWN)),
    "associations": sorted(
        one.destination_name for one in Association.list(source_type="ModelDeployment", **OWN)
    ),
}
try:
    model.delete()
except ClientError as error:
    answer["refused"] = error.response["Error"]["Code"]
for one in (raw, data, image, model, approval, deploy, endpoint, group):
    one.delete(disassociate=True)
answer["left"] = [
    len(list(kind.list(**OWN))) for kind in (Artifact, Action, Context, Association)
]
json.dump(answer, sys.stdout)
