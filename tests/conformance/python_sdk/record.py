"""Records one run with the official SageMaker Python SDK, as told by JSON on standard input."""

import json
import sys
import tempfile
from pathlib import Path

from botocore.exceptions import ClientError
from sdk import module

experiments = module("experiments.run")
Run, list_runs, load_run = experiments.Run, experiments.list_runs, experiments.load_run

request = json.load(sys.stdin)
# Without the lines of `runlog serve`, the SDK asks AWS for the account in its bucket's name.
session = module("session").Session(default_bucket=request.get("bucket"))


def record(run, data):
    run.log_parameters(data["parameters"])
    for point in data["metrics"]:
        run.log_metric(point["name"], point["value"], step=point["step"])
    for artifact in data["artifacts"]:
        run.log_artifact(
            artifact["name"],
            artifact["value"],
            media_type=artifact["mediaType"],
            is_output=artifact["isOutput"],
        )
    with tempfile.TemporaryDirectory() as folder:
        for file in data["files"]:
            path = Path(folder) / file["name"]
            path.write_text(file["text"])
            run.log_file(str(path), is_output=file["isOutput"])
    graphs = data["graphs"]
    run.log_precision_recall(graphs["labels"], graphs["scores"], title="precision-recall")
    run.log_roc_curve(graphs["labels"], graphs["scores"], title="roc")
    run.log_confusion_matrix(graphs["labels"], graphs["predicted"], title="confusion", is_output=False)


def described(run):
    component = run._trial_component
    return {
        "experiment": run.experiment_name,
        "run": run.run_name,
        "group": run.run_group_name,
        "parameters": component.parameters,
        "status": component.status.primary_status,
        "inputs": {name: entry.value for name, entry in component.input_artifacts.items()},
        "outputs": {name: entry.value for name, entry in component.output_artifacts.items()},
        "metrics": {
            metric.metric_name: [metric.count, metric.min, metric.max, metric.last]
            for metric in component.metrics or []
        },
        "config": run.experiment_config,
    }


answer = {}
names = {"experiment_name": request["experimentName"], "sagemaker_session": session}
if request["action"] == "record":
    with Run(run_name=request["runName"], tags=request["tags"], **names) as run:
        record(run, request["data"])
elif request["action"] == "fail":
    try:
        with Run(run_name=request["runName"], **names):
            raise RuntimeError(request["message"])
    except RuntimeError:
        pass
elif request["action"] == "list":
    answer = [described(run) for run in list_runs(**names)]
elif request["action"] == "refusal":
    try:
        list_runs(**names)
    except ClientError as error:
        answer = error.response["Error"]["Code"]
elif request["action"] == "read":
    table = module("analytics").ExperimentAnalytics(**names).dataframe()
    rows = json.loads(table.to_json(orient="records"))
    answer = {"runs": [described(run) for run in list_runs(**names)], "rows": rows}
elif request["action"] == "load":
    with load_run(run_name=request["runName"], **names) as run:
        run.log_parameter("from_python", 1)
        answer = described(run)
json.dump(answer, sys.stdout)
