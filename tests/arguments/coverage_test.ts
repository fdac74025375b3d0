import { assertEquals } from "@std/assert";
import * as main from "../../mod.ts";
import * as curves from "../../src/curves.ts";
import * as evals from "../../src/evals.ts";
import * as importing from "../../src/import.ts";
import * as local from "../../src/local.ts";
import * as store from "../../src/local/store.ts";
import * as mlflow from "../../src/mlflow.ts";
import * as plot from "../../src/plot.ts";
import * as session from "../../src/session.ts";
import * as viewer from "../../src/viewer.ts";
import { importSubjects } from "./import_subjects.ts";
import {
  localSubjects,
  sessionSubjects,
  startingSubjects,
  syncSubjects,
} from "./opening_subjects.ts";
import { curveSubjects, evalSubjects, plotSubjects, tableSubjects } from "./pure_subjects.ts";
import { recordedRun } from "./recorded.ts";
import { changingSubjects, readingSubjects } from "./session_subjects.ts";
import { placesOf } from "./subject.ts";
import { VALUES } from "./try_subject.ts";

Deno.test("every function of every entry is tried with values of any kind", async () => {
  await using recorded = await recordedRun();
  await using other = await recordedRun();
  const subjects = {
    ...readingSubjects(recorded),
    ...changingSubjects(recorded),
    ...startingSubjects(recorded),
    ...syncSubjects(recorded, other.session),
    ...importSubjects(recorded),
    ...sessionSubjects(),
    ...await localSubjects(recorded),
    ...curveSubjects,
    ...evalSubjects,
    ...plotSubjects,
    ...tableSubjects,
  };
  const entries = [main, local, store, curves, evals, plot, mlflow, session, viewer, importing];
  const functions = entries.flatMap((entry) => Object.entries(entry))
    .filter(([, value]) => typeof value === "function" && !/^class\b/.test(String(value)))
    .map(([name]) => name);
  assertEquals(functions.toSorted(), Object.keys(subjects).toSorted());
  const places = Object.values(subjects).flatMap(placesOf).length;
  console.log(
    `R13: ${functions.length} functions, ${places} arguments and options, ${VALUES} values`,
  );
});
