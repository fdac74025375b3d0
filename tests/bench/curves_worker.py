"""Times scikit-learn's curves: answers lines of `size shape task rounds` with milliseconds."""

import json
import re
import sys
import time

import numpy as np
from sklearn.metrics import auc, average_precision_score, precision_recall_curve, roc_curve

folder = sys.argv[1]


def precision_recall(y, scores, weights):
    precision_recall_curve(y, scores, sample_weight=weights)
    return average_precision_score(y, scores, sample_weight=weights)


def roc(y, scores, weights):
    fpr, tpr, _ = roc_curve(y, scores, sample_weight=weights)
    return auc(fpr, tpr)


def memory(field):
    """Kilobytes that Linux counts for this process."""
    with open("/proc/self/status") as status:
        return int(re.search(rf"{field}:\s+(\d+)", status.read())[1])


baseline = None
for line in sys.stdin:
    size, shape, task, rounds = line.split()
    labels = np.fromfile(f"{folder}/{size}-labels", dtype=np.int32)
    scores = np.fromfile(f"{folder}/{size}-{shape}", dtype=np.float64)
    weights = None
    if shape == "weighted":
        weights = np.fromfile(f"{folder}/{size}-weights", dtype=np.float64)
    run = precision_recall if task == "pr" else roc
    baseline = baseline or memory("VmRSS")
    times = []
    for _ in range(int(rounds)):
        start = time.perf_counter()
        value = run(labels, scores, weights)
        times.append((time.perf_counter() - start) * 1000)
    result = {"times": times, "value": value, "memory": memory("VmHWM") - baseline}
    print(json.dumps(result), flush=True)
