/// <reference lib="dom" />
/**
 * Compares up to 20 runs side by side.
 *
 * @module
 */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { countText } from "../../text/numbers.ts";
import type { RunFacts } from "../wire.ts";
import { useWork } from "./answers.ts";
import { CompareCurves } from "./compare_curves.tsx";
import { CompareGraphs } from "./compare_graphs.tsx";
import { CompareValues } from "./compare_values.tsx";
import { Differences } from "./differences.tsx";
import { FailedPlace, messageOf } from "./failure.tsx";
import { useLive } from "./live.ts";
import { isSame } from "./runs.ts";
import { addressOf, ask } from "./server.ts";

/** Most runs in a comparison. */
const MOST_RUNS = 20;

interface Read {
  readonly runs: readonly RunFacts[];
  readonly failures: readonly unknown[];
}

/** The page that compares runs of an experiment. */
export function Compare({ query }: { readonly query: URLSearchParams }): JSX.Element {
  const experiment = query.get("compare") ?? "";
  const names = [...new Set(query.getAll("run"))];
  const wanted = names.slice(0, MOST_RUNS);
  const key = [experiment, ...wanted].join("/");
  const answer = useWork((signal) => readRuns(experiment, wanted, signal), key);
  const [latest, setLatest] = useState<Read>();
  const read = answer.state === "there" ? latest ?? answer.value : undefined;
  const isOpen = read?.runs.some(({ status }) => status === "InProgress") ?? false;
  useLive(isOpen, key, async (signal) => {
    const next = await readRuns(experiment, wanted, signal);
    const known = new Map(read?.runs.map((run) => [run.runName, run]));
    if (next.runs.every((run) => isSame(run, known.get(run.runName)))) return false;
    setLatest(next);
    return true;
  });
  if (answer.state === "failed") return <FailedPlace title="Compare" error={answer.error} />;
  if (!read) return <p class="waiting" role="status">Loading runs…</p>;
  const { runs, failures } = read;
  return (
    <>
      <div class="bar">
        <h1 tabIndex={-1}>{`Compare ${countText(runs.length, "run")}`}</h1>
      </div>
      {failures.map((failure, index) => (
        <p key={index} class="failure" role="alert">{messageOf(failure)}</p>
      ))}
      {names.length > MOST_RUNS && (
        <p class="failure">{`Showing the first ${MOST_RUNS} of ${names.length} runs.`}</p>
      )}
      <CompareCurves runs={runs} query={query} />
      <Differences runs={runs} />
      <CompareValues runs={runs} query={query} />
      <CompareGraphs runs={runs} />
    </>
  );
}

async function readRuns(
  experiment: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Read> {
  const read = await Promise.allSettled(
    names.map((run) => ask<RunFacts>(addressOf("run", { experiment, run }), signal)),
  );
  const runs = read.flatMap((one) => one.status === "fulfilled" ? [one.value] : []);
  const failures = read.flatMap((one) => one.status === "rejected" ? [one.reason] : []);
  const [first] = failures;
  if (runs.length === 0 && first !== undefined) throw first;
  return { runs, failures };
}
