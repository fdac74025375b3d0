"""Reads event files as TensorBoard does, with its own loaders."""

import json
import os
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams import plugin_data_pb2

logdir = json.load(sys.stdin)["logdir"]
runs = {}
for folder, _, files in os.walk(logdir):
    if not any("tfevents" in name for name in files):
        continue
    events = EventAccumulator(folder, size_guidance={"scalars": 0, "images": 0})
    events.Reload()
    tags = events.Tags()
    hparams = {}
    status = 0
    for metadata in events.summary_metadata.values():
        if metadata.plugin_data.plugin_name != "hparams":
            continue
        data = plugin_data_pb2.HParamsPluginData.FromString(metadata.plugin_data.content)
        status = data.session_end_info.status or status
        for name, value in data.session_start_info.hparams.items():
            kind = value.WhichOneof("kind")
            hparams[name] = getattr(value, kind)
    runs[os.path.relpath(folder, logdir)] = {
        "scalars": {
            tag: [[repr(e.value), e.step, repr(e.wall_time)] for e in events.Scalars(tag)]
            for tag in tags["scalars"]
        },
        "images": {
            tag: [[e.width, e.height, len(e.encoded_image_string)] for e in events.Images(tag)]
            for tag in tags["images"]
        },
        "hparams": hparams,
        "status": status,
    }
print(json.dumps(runs))
