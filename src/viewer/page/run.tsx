/// <reference lib="dom" />
/**
 * Shows a run: its inputs, outputs and progress.
 *
 * @module
 */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { RunFacts } from "../wire.ts";
import { useAnswer } from "./answers.ts";
import { FailedPlace } from "./failure.tsx";
import { useLive } from "./live.ts";
import { RunArtifacts } from "./run_artifacts.tsx";
import { RunCurves } from "./run_curves.tsx";
import { RunGraphs } from "./run_graphs.tsx";
import { RunHead } from "./run_head.tsx";
import { RunLineage } from "./run_lineage.tsx";
import { RunValues } from "./run_values.tsx";
import { isSame } from "./runs.ts";
import { addressOf, ask } from "./server.ts";

/** The page of a run. It updates live until the run has ended. */
export function Run({ query }: { readonly query: URLSearchParams }): JSX.Element {
  const experiment = query.get("experiment") ?? "";
  const name = query.get("run") ?? "";
  const address = addressOf("run", { experiment, run: name });
  const [version, setVersion] = useState(0);
  const [latest, setLatest] = useState<RunFacts>();
  const answer = useAnswer<RunFacts>(address, version);
  const known = answer.state === "there" ? latest ?? answer.value : undefined;
  useLive(known?.status === "InProgress", address, async (signal) => {
    const run = await ask<RunFacts>(address, signal);
    if (isSame(run, known)) return false;
    setLatest(run);
    return true;
  });
  if (answer.state === "waiting") return <p class="waiting" role="status">Loading run…</p>;
  if (answer.state === "failed") return <FailedPlace title={name} error={answer.error} />;
  const run = latest ?? answer.value;
  const reload = (): void => {
    setLatest(undefined);
    setVersion(version + 1);
  };
  return (
    <>
      <RunHead run={run} onChange={reload} />
      <RunCurves run={run} query={query} />
      <RunGraphs run={run} />
      <RunValues run={run} />
      <RunArtifacts run={run} />
      <RunLineage run={run} />
    </>
  );
}
