/** Prints how many points of each metric a folder's databases have. */
import process from "node:process";
import { mlflowDatabase, mlruns, type RunSource, trackio, wandbOffline } from "../../src/import.ts";

const [folder = ""] = process.argv.slice(2);
const sources: Readonly<Record<string, RunSource>> = {
  mlflow: mlflowDatabase(`${folder}/mlflow`),
  trackio: trackio(`${folder}/trackio`),
  mlruns: mlruns(`${folder}/mlruns`),
  wandb: wandbOffline(`${folder}/wandb`),
};
const found: Record<string, number> = {};
for (const [name, source] of Object.entries(sources)) {
  for await (const { run, unread } of source.read()) {
    if (unread !== undefined && unread.reason !== "is deleted at the source") throw unread;
    for (const [metric, { values }] of run?.series ?? []) {
      found[`${name} ${metric}`] = (found[`${name} ${metric}`] ?? 0) + values.length;
    }
  }
}
console.log(JSON.stringify(found));
