/**
 * Bundled, then run by each runtime: records {points} points into a store in {folder}, deletes their run,
 * and records another one of its name while the points are going. Prints what it counted.
 */
import { createLocalService } from "../../../src/local/service.ts";
import { openSqliteStore } from "../../../src/local/store/sqlite.ts";
import { type CountedTransaction, countingSqlite } from "../../support/counting_sqlite.ts";
import { seriesOf } from "../../support/points.ts";

/** What the child prints. */
export interface DeleteReport {
  /** Bytes of the database and its log, with the points and after the store was closed. */
  readonly before: number;
  readonly after: number;
  /** Transactions from the deletion on. */
  readonly transactions: readonly CountedTransaction[];
  /** Values of the second run. */
  readonly values: readonly number[];
}

const [folder = "", count = ""] = process.argv.slice(-2);
const fs = process.getBuiltinModule("node:fs");
const counting = countingSqlite(process.getBuiltinModule("node:sqlite"));
const crypto = process.getBuiltinModule("node:crypto");
const { sqlite, transactions } = counting;
const service = createLocalService({ store: openSqliteStore({ folder, sqlite, fs, crypto }) });
const call = (operation: string): Promise<Response> =>
  service.fetch(
    new Request("http://runlog.local/", {
      method: "POST",
      headers: { "x-amz-target": `SageMaker.${operation}` },
      body: JSON.stringify({ TrialComponentName: "long" }),
    }),
  );
const bytes = (): number =>
  ["", "-wal"].map((end) => `${folder}/runlog.db${end}`)
    .filter((path) => fs.existsSync(path))
    .reduce((sum, path) => sum + fs.statSync(path).size, 0);

await call("CreateTrialComponent");
const BATCH = 5_000;
for (let start = 0; start < Number(count); start += BATCH) {
  const values = Array.from({ length: BATCH }, (_, index) => start + index);
  await service.metrics.put(seriesOf("long", `metric-${(start / BATCH) % 3}`, values));
}
const before = bytes();
const first = transactions.length;
await call("DeleteTrialComponent");
await call("CreateTrialComponent");
await service.metrics.put(seriesOf("long", "metric-0", [7, 8]));
const { values } = await service.metrics.read({
  trialComponentName: "long",
  metricName: "metric-0",
  from: 0,
  limit: Infinity,
});
await service.close();
counting[Symbol.dispose]();
const report: DeleteReport = {
  before,
  after: bytes(),
  transactions: transactions.slice(first),
  values: [...values],
};
console.log(JSON.stringify(report));
