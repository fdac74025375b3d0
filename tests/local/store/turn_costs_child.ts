/**
 * Bundled, then run by each runtime over a large store in {folder}: searches it in vain, deletes its long
 * run, and records while another process holds the write lock. Prints the costs of each.
 */
import process from "node:process";
import { serviceSession } from "../../../src/local.ts";
import { createLocalService } from "../../../src/local/service.ts";
import { openSqliteStore } from "../../../src/local/store/sqlite.ts";
import { type Attempt, costlySqlite, type Costs, referenceMs } from "../../support/turn_costs.ts";
import { seriesOf, wholeSeries } from "../../support/points.ts";

/** What the child prints last. */
export interface TurnCostReport {
  /** Costs of some 50 ms of work on this machine. */
  readonly reference: number;
  readonly search: Costs;
  readonly deletion: Costs;
  readonly lock: Costs;
  /** Attempts of writes that found the lock. */
  readonly locked: readonly Attempt[];
  /** Reads that were answered while a write waited for the lock. */
  readonly reads: number;
}

const [folder = ""] = process.argv.slice(2);
const { sqlite, locked, measure } = costlySqlite(process.getBuiltinModule("node:sqlite"));
const fs = process.getBuiltinModule("node:fs");
const crypto = process.getBuiltinModule("node:crypto");
const service = createLocalService({ store: openSqliteStore({ folder, sqlite, fs, crypto }) });
const { sagemaker } = await serviceSession(service);
const { metrics } = service;

const search = await measure(() =>
  sagemaker.call("Search", {
    Resource: "ExperimentTrialComponent",
    SearchExpression: { Filters: [{ Name: "DisplayName", Operator: "Equals", Value: "absent" }] },
  })
);
const deletion = await measure(async () => {
  await sagemaker.call("DisassociateTrialComponent", {
    TrialName: "group",
    TrialComponentName: "large-r7",
  });
  await sagemaker.call("DeleteTrialComponent", { TrialComponentName: "large-r7" });
  const isLeft = (): boolean => {
    const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
    const database = new DatabaseSync(`${folder}/runlog.db`, { readOnly: true });
    const [row] = database.prepare("SELECT 1 FROM series WHERE component < 'a' LIMIT 1").all();
    database.close();
    return row !== undefined;
  };
  while (isLeft()) await new Promise((resolve) => setTimeout(resolve, 50));
});

console.log("ready");
await new Promise((resolve) => process.stdin.once("data", resolve));
let reads = 0;
const lock = await measure(async () => {
  let isWritten = false;
  const writing = metrics.put(seriesOf("large-r8", "waited", [1, 2]))
    .finally(() => isWritten = true);
  while (!isWritten) {
    const { values } = await metrics.read(wholeSeries("large-r9", "loss"));
    if (values.length === 1 && !isWritten) reads++;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await writing;
});
await service.close();
const reference = referenceMs();
const report: TurnCostReport = { reference, search, deletion, lock, locked, reads };
console.log(JSON.stringify(report));
process.stdin.destroy();
