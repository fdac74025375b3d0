import { ARTIFACTS } from "./artifacts.ts";
import { CLI } from "./cli.ts";
import { CURVES } from "./curves.ts";
import { EVALS } from "./evals.ts";
import { IMPORT } from "./import.ts";
import { LOCAL } from "./local.ts";
import { METRICS } from "./metrics.ts";
import { MLFLOW } from "./mlflow.ts";
import { PLOT } from "./plot.ts";
import { RECORDS } from "./records.ts";
import { RULES } from "./rules.ts";
import { RUN } from "./run.ts";
import { S3 } from "./s3.ts";
import { SERVER } from "./server.ts";
import { SESSION } from "./session.ts";
import { STORE } from "./store.ts";
import { SYNC } from "./sync.ts";
import { TOP } from "./top.ts";
import type { Mutant } from "./mutant.ts";

/** All mutants. */
export const MUTANTS: readonly Mutant[] = [
  ...ARTIFACTS,
  ...CLI,
  ...CURVES,
  ...EVALS,
  ...IMPORT,
  ...LOCAL,
  ...METRICS,
  ...MLFLOW,
  ...PLOT,
  ...RECORDS,
  ...RULES,
  ...RUN,
  ...S3,
  ...SERVER,
  ...SESSION,
  ...STORE,
  ...SYNC,
  ...TOP,
];
