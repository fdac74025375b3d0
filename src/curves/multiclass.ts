/**
 * ROC and precision-recall curves of three or more classes, one against the rest: an extension beside
 * scikit-learn, whose curves are binary. Browser-safe.
 *
 * @module
 */
import { auc } from "./auc.ts";
import { type BinarySamples, NOBODY } from "./binary.ts";
import { CurveArgumentError, shownSet } from "./errors.ts";
import { type Label, type LabelSequence, LabelTable } from "./labels.ts";
import { type NumberSequence, readFiniteNumbers, readWeights } from "./numbers.ts";
import {
  averagePrecisionOf,
  type PrecisionRecallCurve,
  precisionRecallOf,
} from "./precision_recall.ts";
import { countAtThresholds } from "./rank.ts";
import { type RocCurve, rocOf } from "./roc.ts";
import { checkLength, isTypedArray, readSequence } from "./sequence.ts";
