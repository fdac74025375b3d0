import { getMetricHistory, getRun, type RunRecord, type Session } from "../../mod.ts";
import type { ForeignRun, ReadOptions, RunSource, UnreadPart } from "../../src/import.ts";
import { serviceSession } from "../../src/local.ts";
import { temporaryService } from "../support/services.ts";

/** Folder of the samples: small files that the tools themselves have made. */
export const SAMPLES = new URL("samples/", import.meta.url).pathname;

/** Runs an action with a session over a store of its own. */
export async function inStore(action: (session: Session) => Promise<void>): Promise<void> {
  await using service = await temporaryService();
  await using session = await serviceSession(service);
  await action(session);
}

/** What a source reads, in the order of the names. */
export async function readAll(
  source: RunSource,
  options?: ReadOptions,
): Promise<{ readonly runs: readonly ForeignRun[]; readonly unread: readonly UnreadPart[] }> {
  const runs: ForeignRun[] = [];
  const unread: UnreadPart[] = [];
  for await (const entry of source.read(options)) {
    if (entry.run) runs.push(entry.run);
    else unread.push(entry.unread);
  }
  return { runs: runs.toSorted((a, b) => a.name < b.name ? -1 : 1), unread };
}

/** The only run of a source. */
export async function readOne(source: RunSource, options?: ReadOptions): Promise<ForeignRun> {
  const { runs: [run, ...others], unread } = await readAll(source, options);
  if (!run || others.length > 0 || unread.length > 0) throw new Error("The source is not one run");
  return run;
}

/** Points of a run as rows of value, step and time, by metric. */
export function pointsOf({ series }: ForeignRun): Readonly<Record<string, number[][]>> {
  return Object.fromEntries(
    [...series].map(([name, { values, steps, timestamps }]) => [
      name,
      Array.from(values, (value, index) => [value, steps[index] ?? 0, timestamps[index] ?? 0]),
    ]),
  );
}

/** Values and steps of a run's metric at the destination. */
export async function storedPoints(
  session: Session,
  run: Pick<RunRecord, "experimentName" | "runName">,
  name: string,
): Promise<readonly (readonly number[])[]> {
  const history = await getMetricHistory(run, name, { session });
  if (history.kind !== "point") throw new Error("The store keeps no points");
  return Array.from(history.values, (value, index) => [value, history.steps[index] ?? 0]);
}

/** A run at the destination. */
export async function stored(
  session: Session,
  experimentName: string,
  runName: string,
): Promise<RunRecord> {
  return await getRun({ experimentName, runName }, { session });
}

/** A file that a person chose in a browser. */
export function file(name: string, content: BlobPart, lastModified = 1_700_000_000_000): File {
  return new File([content], name, { lastModified });
}
