"""Loads a folder of event files with TensorBoard's EventAccumulator."""

import json
import sys
import time

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

logdir = json.load(sys.stdin)["logdir"]
begin = time.process_time()
events = EventAccumulator(logdir, size_guidance={"scalars": 0})
events.Reload()
points = sum(len(events.Scalars(tag)) for tag in events.Tags()["scalars"])
print(json.dumps({"points": points, "seconds": time.process_time() - begin}))
