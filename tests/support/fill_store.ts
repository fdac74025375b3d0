import { createLocalService } from "../../src/local.ts";
import type { LocalStore } from "../../src/local/store/store.ts";
import { batchOf } from "./points.ts";

/** What a store is filled with. */
export interface Filling {
  readonly experimentName: string;
  /** How many runs: a multiple of 1,000. */
  readonly runs: number;
  /** Names of numeric parameters. */
  readonly parameters: readonly string[];
  /** Names of metrics, of one point each. */
  readonly metrics: readonly string[];
}

/** Fills a store with finished runs, written straight into its tables. */
export async function fillStore(
  store: LocalStore,
  { experimentName, runs, parameters, metrics }: Filling,
): Promise<void> {
  const service = createLocalService({ store });
  const call = (operation: string, body: unknown): Promise<Response> =>
    service.fetch(
      new Request("http://runlog.local/", {
        method: "POST",
        headers: { "x-amz-target": `SageMaker.${operation}` },
        body: JSON.stringify(body),
      }),
    );
  await call("CreateExperiment", { ExperimentName: experimentName });
  await call("CreateTrial", { TrialName: "group", ExperimentName: experimentName });
  const loss = (index: number): number => (index * 7_919 % runs) / runs;
  for (let start = 0; start < runs; start += 1_000) {
    await store.write(async ({ entities, points }) => {
      for (let index = start; index < start + 1_000; index++) {
        const key = `${experimentName}-r${index}`;
        const body = {
          TrialComponentName: key,
          Tags: [{ Key: "sagemaker:trial-component-source", Value: "run" }],
          Parameters: Object.fromEntries(
            parameters.map((name, place) => [name, { NumberValue: (index * (place + 1)) % 1_000 }]),
          ),
          Status: { PrimaryStatus: "Completed" },
        };
        await entities.put("component", {
          key,
          parent: null,
          created: index,
          modified: index,
          body,
        });
        await entities.join("group", key);
        const value = loss(index);
        const rows = metrics.map((name) => ({ name, value, time: index, step: 0 }));
        await points.put(batchOf(key, rows), index);
      }
    });
  }
}
