"""Reads every run of an MLflow server with MLflow's own client, and prints it as JSON."""

import json
import os
import sys
import tempfile

request = json.load(sys.stdin)

from mlflow.tracking import MlflowClient

client = MlflowClient(tracking_uri=request["url"])
os.environ["MLFLOW_TRACKING_URI"] = request["url"]


def files_of(run_id, path=None):
    for entry in client.list_artifacts(run_id, path):
        if entry.is_dir:
            yield from files_of(run_id, entry.path)
        else:
            yield entry.path


def text_of(run_id, path):
    with tempfile.TemporaryDirectory() as folder:
        with open(client.download_artifacts(run_id, path, folder), "rb") as file:
            return file.read().decode("latin-1")


def described(run):
    run_id = run.info.run_id
    return {
        "id": run_id,
        "name": run.info.run_name,
        "status": run.info.status,
        "start": run.info.start_time,
        "end": run.info.end_time,
        "params": run.data.params,
        "tags": run.data.tags,
        "points": {
            key: [
                [str(point.value), point.timestamp, point.step]
                for point in client.get_metric_history(run_id, key)
            ]
            for key in run.data.metrics
        },
        "inputs": [one.dataset.name for one in run.inputs.dataset_inputs],
        "files": {path: text_of(run_id, path) for path in files_of(run_id)},
    }


experiments = [
    {
        "name": experiment.name,
        "tags": experiment.tags,
        "runs": [described(run) for run in client.search_runs([experiment.experiment_id])],
    }
    for experiment in client.search_experiments()
]
json.dump(experiments, sys.stdout)
