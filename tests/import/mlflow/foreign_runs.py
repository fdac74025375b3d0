"""Records runs with every oddity on an MLflow server, and prints what its client reads."""

import json
import math
import os
import sys
import tempfile

uri = json.load(sys.stdin)["uri"]
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
quiet = os.dup(1)
os.dup2(2, 1)

import mlflow
from mlflow.entities import Metric, Param, RunTag

mlflow.set_tracking_uri(uri)
client = mlflow.MlflowClient()
experiment = client.create_experiment("Foreign /Runs", tags={"mlflow.note.content": "about"})
mlflow.set_experiment("Foreign /Runs")
with mlflow.start_run(run_name="parent run") as parent:
    id = parent.info.run_id
    client.log_batch(
        id,
        [Metric("train/loss", 1 / (i + 1), 1_700_000_000_000 + i, i) for i in range(900)]
        + [
            Metric("odd", math.nan, 1_700_000_000_000, 0),
            Metric("odd", math.inf, 1_700_000_000_001, 1),
            Metric("odd", 0.1, 1_700_000_000_002, -1),
        ],
        [Param("lr", "0.10"), Param("long", "x" * 6000), Param("none", "None")],
        [RunTag("team", "it's"), RunTag("stage", "a"), RunTag("mlflow.note.content", "a *note*")],
    )
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/a b é.txt", "w") as file:
            file.write("hello")
        client.log_artifact(id, f"{folder}/a b é.txt", "deep/er")
        open(f"{folder}/empty", "w").close()
        client.log_artifact(id, f"{folder}/empty")
    with mlflow.start_run(run_name="child", nested=True):
        mlflow.log_metric("loss", 0.5, step=3)
failed = client.create_run(experiment, run_name="failed", start_time=1_700_000_000_000)
client.set_terminated(failed.info.run_id, "FAILED", 1_700_000_005_000)
killed = client.create_run(experiment, run_name="killed", start_time=1_700_000_000_000)
client.set_terminated(killed.info.run_id, "KILLED", 1_700_000_005_000)
open_run = client.create_run(experiment, run_name="open", start_time=1_700_000_000_000)
deleted = client.create_run(experiment, run_name="deleted")
client.delete_run(deleted.info.run_id)
gone = client.create_experiment("gone")
client.create_run(gone, run_name="in a deleted experiment")
client.delete_experiment(gone)
os.write(quiet, json.dumps({"parent": id, "deleted": deleted.info.run_id}).encode())
