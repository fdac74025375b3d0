"""Answers calls of scikit-learn: a JSON line in, a JSON line out, until its input ends."""

import json
import math
import sys
import warnings

import numpy as np
from sklearn.calibration import calibration_curve
from sklearn.metrics import (
    auc,
    average_precision_score,
    classification_report,
    confusion_matrix,
    det_curve,
    precision_recall_curve,
    roc_auc_score,
    roc_curve,
)

SPECIAL_NUMBERS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf, "-0": -0.0}


def report(y_true, y_pred, **options):
    """The report as data, rows apart from averages, so that no label can collide with a heading."""
    names = [f"row{i}" for i in range(len(options["labels"]))] if "labels" in options else None
    data = classification_report(y_true, y_pred, output_dict=True, target_names=names, **options)
    headings = ["accuracy", "micro avg", "macro avg", "weighted avg"]
    rows = [list(row.values()) for name, row in data.items() if name not in headings]
    averages = [data[name] for name in headings if name in data]
    return [rows, *(row if isinstance(row, float) else list(row.values()) for row in averages)]


def indicators(y_true, labels):
    """A column a label."""
    return (np.asarray(y_true)[:, None] == np.asarray(labels)[None, :]).astype(int)


def one_vs_rest_areas(score, y_true, scores, labels, sample_weight=None):
    """A score of each class against the rest, of all pooled, and the mean over classes."""
    truth = indicators(y_true, labels)
    return [
        np.asarray(score(truth, scores, average=average, sample_weight=sample_weight))
        for average in (None, "micro", "macro")
    ]


def macro_roc(y_true, scores, labels, sample_weight=None):
    """The mean true positive rate on an even grid."""
    truth = indicators(y_true, labels)
    grid = np.arange(1001) / 1000
    rates = []
    for column in range(truth.shape[1]):
        fpr, tpr, _ = roc_curve(truth[:, column], scores[:, column], sample_weight=sample_weight)
        rates.append(np.interp(grid, fpr, tpr))
    return np.mean(rates, axis=0)


def macro_precision(y_true, scores, labels, sample_weight=None):
    """The mean precision on an even grid of recalls, at the highest threshold that reaches each."""
    truth = indicators(y_true, labels)
    grid = (1000 - np.arange(1001)) / 1000
    rows = []
    for column in range(truth.shape[1]):
        precision, recall, _ = precision_recall_curve(
            truth[:, column], scores[:, column], sample_weight=sample_weight
        )
        rows.append([precision[np.nonzero(recall >= r)[0][-1]] for r in grid])
    return np.mean(rows, axis=0)


CALLS = {
    "auc": auc,
    "average_precision_score": average_precision_score,
    "calibration_curve": calibration_curve,
    "confusion_matrix": lambda *a, **k: confusion_matrix(*a, **k).astype(float),
    "det_curve": det_curve,
    "macro_precision": macro_precision,
    "macro_roc": macro_roc,
    "one_vs_rest_ap": lambda *a, **k: one_vs_rest_areas(average_precision_score, *a, **k),
    "one_vs_rest_auc": lambda *a, **k: one_vs_rest_areas(roc_auc_score, *a, **k),
    "precision_recall_curve": precision_recall_curve,
    "report": report,
    "report_text": classification_report,
    "roc_curve": roc_curve,
}


def decode(value):
    """Arrays come as {"dtype", "values"}, numbers that JSON does not have as text behind a #."""
    if isinstance(value, dict):
        values = value["values"]
        if value["dtype"].startswith("float"):
            values = special(values)
        return np.array(values, dtype=value["dtype"])
    if isinstance(value, str) and value.startswith("#"):
        return SPECIAL_NUMBERS.get(value[1:]) or int(value[1:])
    return value


def special(values):
    if isinstance(values, list):
        return [special(value) for value in values]
    return SPECIAL_NUMBERS[values] if isinstance(values, str) else values


def encode(value):
    if isinstance(value, np.ndarray):
        return encode(value.tolist())
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    if isinstance(value, dict):
        return {key: encode(item) for key, item in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def answer(request):
    args = [decode(value) for value in request["args"]]
    options = {name: decode(value) for name, value in request["options"].items()}
    with warnings.catch_warnings(record=True) as caught, np.errstate(all="ignore"):
        warnings.simplefilter("always")
        try:
            value = CALLS[request["call"]](*args, **options)
        except Exception as error:  # every refusal is an answer
            return {"error": f"{type(error).__name__}: {error}"}
        return {"value": encode(value), "warnings": [str(w.message) for w in caught]}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line)), allow_nan=False), flush=True)
