"""Records runs with the real programs, and prints what each program itself reads back."""

import json
import math
import os
import sys

folder = json.load(sys.stdin)["folder"]
os.chdir(folder)
os.environ.update(
    HF_HOME=f"{folder}/hf",
    HF_HUB_OFFLINE="1",
    MLFLOW_ALLOW_FILE_STORE="true",
    MLFLOW_DISABLE_TELEMETRY="true",
    TRACKIO_DIR=f"{folder}/trackio",
    WANDB_DIR=folder,
    WANDB_DISABLE_CODE="true",
    WANDB_DISABLE_GIT="true",
    WANDB_MODE="offline",
    WANDB_SILENT="true",
)
quiet = os.dup(1)
os.dup2(2, 1)

POINTS = 200


def number(value):
    return repr(float(value))


def value(index):
    if index == 50:
        return math.nan
    if index == 51:
        return math.inf
    return 1 / (index + 3)


def tensorboard_runs():
    import numpy as np
    from tensorboard.compat.proto import event_pb2, summary_pb2
    from tensorboard.plugins.hparams import summary_v2 as hparams
    from tensorboard.plugins.scalar import metadata
    from tensorboard.summary.writer.event_file_writer import EventFileWriter
    from tensorboard.util import tensor_util
    from tensorboardX import SummaryWriter

    writer = SummaryWriter("logdir/older")
    for index in range(POINTS):
        writer.add_scalar("train/loss", value(index), index * 3, walltime=1.7e9 + index / 4)
    writer.add_text("note", "some **text**", 7)
    writer.add_image("picture", np.zeros((3, 4, 5), dtype=np.uint8), 7)
    writer.add_histogram("weights", np.arange(100) / 100, 7)
    writer.close()
    # The files of one run after a restart: the steps go back.
    writer = SummaryWriter("logdir/restarted", filename_suffix=".1")
    for index in range(10):
        writer.add_scalar("loss", index, index, walltime=1.7e9 + index)
    writer.close()
    writer = SummaryWriter("logdir/restarted", filename_suffix=".2")
    for index in range(5, 15):
        writer.add_scalar("loss", -index, index, walltime=1.7e9 + 100 + index)
    writer.close()
    files = EventFileWriter("logdir/newer/train")
    for index in range(POINTS):
        tensor = tensor_util.make_tensor_proto(np.float64(value(index)))
        summary = summary_pb2.Summary.Value(tag="epoch_loss", tensor=tensor)
        if index == 0:
            summary.metadata.CopyFrom(metadata.create_summary_metadata("epoch_loss", ""))
        files.add_event(
            event_pb2.Event(
                wall_time=1.7e9 + index, step=index, summary=summary_pb2.Summary(value=[summary])
            )
        )
    start = hparams.hparams_pb({"lr": 0.1, "units": 16, "opt": "adam", "nest": True}, trial_id="t")
    files.add_event(event_pb2.Event(wall_time=1.7e9, step=0, summary=start))
    files.close()


def read_tensorboard():
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.util import tensor_util

    runs = {}
    for path in ("older", "restarted", "newer/train"):
        # Purging drops what was written before a restart: all of it is in the files.
        events = EventAccumulator(
            f"logdir/{path}",
            size_guidance={"scalars": 0, "tensors": 0, "images": 0},
            purge_orphaned_data=False,
        )
        events.Reload()
        tags = events.Tags()
        metrics = {
            tag: [[number(e.value), e.step, number(e.wall_time * 1000)] for e in events.Scalars(tag)]
            for tag in tags["scalars"]
        }
        for tag in tags["tensors"]:
            if tag != "epoch_loss":
                continue
            metrics[tag] = [
                [
                    number(tensor_util.make_ndarray(e.tensor_proto)),
                    e.step,
                    number(e.wall_time * 1000),
                ]
                for e in events.Tensors(tag)
            ]
        images = {tag: [len(e.encoded_image_string) for e in events.Images(tag)] for tag in tags["images"]}
        runs[path] = {"metrics": metrics, "images": images}
    return runs


def wandb_runs():
    import wandb

    settings = wandb.Settings(x_disable_stats=True, console="off")
    config = {"lr": 0.1, "epochs": 10, "nested": {"a": 1}, "big": 2**60, "name": "é"}
    run = wandb.init(project="real", id="first", name="First run", config=config, settings=settings)
    run.define_metric("val/*", step_metric="epoch")
    expected = {"train/loss": [], "val/acc": [], "epoch": []}
    for index in range(POINTS):
        run.log({"train/loss": value(index)})
        expected["train/loss"].append([number(value(index)), index])
    for epoch in range(5):
        run.log({"val/acc": epoch / 5, "epoch": epoch * 2})
        expected["val/acc"].append([number(epoch / 5), epoch * 2])
        expected["epoch"].append([number(epoch * 2), POINTS + epoch])
    run.log({"long": "x" * 100_000, "loss2": 1.0})
    expected["loss2"] = [[number(1), POINTS + 5]]
    run.finish(exit_code=0)
    failed = wandb.init(project="real", id="failed", settings=settings)
    failed.log({"loss": 1.0})
    failed.finish(exit_code=3)
    return {"first": {"metrics": expected, "config": {**config, "big": str(2**60)}}}


def mlflow_runs(uri, name):
    import mlflow
    from mlflow.entities import Metric, Param, RunTag

    client = mlflow.MlflowClient(tracking_uri=uri)
    experiment = client.create_experiment(name)
    runs = {}
    for index in range(3):
        run = client.create_run(experiment, run_name=f"run {index}", start_time=1_700_000_000_000)
        id = run.info.run_id
        client.log_batch(
            id,
            [Metric("a/b", value(i), 1_700_000_000_000 + i, i) for i in range(POINTS)]
            + [Metric("negative", 1.5, 1_700_000_000_000, -1)],
            [Param("lr", "0.10"), Param("text", "two\nlines é")],
            [RunTag("team", "vision")],
        )
        client.set_terminated(id, ["FINISHED", "FAILED", "KILLED"][index], 1_700_000_100_000)
        data = client.get_run(id)
        runs[id] = {
            "name": data.info.run_name,
            "status": data.info.status,
            "start": data.info.start_time,
            "end": data.info.end_time,
            "params": data.data.params,
            "metrics": {
                key: [[number(m.value), m.step, number(m.timestamp)] for m in client.get_metric_history(id, key)]
                for key in data.data.metrics
            },
        }
    return runs


def trackio_runs():
    import trackio

    trackio.init(project="real", name="first", config={"lr": 0.1, "nested": {"a": 1}}, embed=False)
    for index in range(POINTS):
        trackio.log({"loss": value(index), "acc": index / POINTS})
    trackio.log({"late": 1.0}, step=1000)
    trackio.finish()
    from trackio.sqlite_storage import SQLiteStorage

    (id,) = {row["id"] if "id" in row else row["run_id"] for row in SQLiteStorage.get_run_records("real")}
    rows = SQLiteStorage.get_logs("real", "first", run_id=id)
    metrics = {}
    for row in rows:
        for key in ("loss", "acc", "late"):
            if key in row:
                metrics.setdefault(key, []).append([number(row[key]), row["step"]])
    return metrics


def dvclive_run():
    from dvclive import Live

    with Live("dvclive", save_dvc_exp=False, dvcyaml=None, monitor_system=False) as live:
        live.log_params({"lr": 0.1, "nested": {"a": 1}})
        for index in range(20):
            live.log_metric("train/loss", value(index + 40))
            live.log_metric("acc", index / 20, timestamp=True)
            live.next_step()
        live.log_metric("final", 0.9, plot=False)
    return [number(value(index + 40)) for index in range(20)]


os.makedirs("sqlite", exist_ok=True)
tensorboard_runs()
expected = {
    "tensorboard": read_tensorboard(),
    "wandb": wandb_runs(),
    "mlruns": mlflow_runs(f"file:{folder}/mlruns", "Real Files"),
    "sqlite": mlflow_runs(f"sqlite:///{folder}/sqlite/mlflow.db", "Real Database"),
    "trackio": trackio_runs(),
    "dvclive": dvclive_run(),
}
os.write(quiet, json.dumps(expected).encode())
