/// <reference lib="dom" />
/**
 * Loads the runs of an experiment as they are found, and polls for changes while the page is
 * visible.
 *
 * @module
 */
import { useEffect, useRef, useState } from "preact/hooks";
import type { RunFacts } from "../wire.ts";
import { useLive } from "./live.ts";
import { addressOf, ask, listRuns } from "./server.ts";

/** Runs that have been loaded. */
export interface Runs {
  /** The loaded runs. */
  readonly runs: readonly RunFacts[];
  /** Whether all runs have been loaded. */
  readonly isComplete: boolean;
  /** Error that stopped loading. */
  readonly error: unknown;
  /** Reloads all runs. */
  readonly reload: () => void;
}

/** Time between two updates of a growing table. */
const DRAWING_MS = 120;

/** Number of open runs that are reloaded by each poll. */
const MOST_OPEN = 20;

const NONE: Omit<Runs, "reload"> = { runs: [], isComplete: false, error: undefined };

/** Returns the runs of an experiment, with or without archived ones. */
export function useRuns(experiment: string, isArchived: boolean): Runs {
  const [held, setHeld] = useState(NONE);
  const [version, setVersion] = useState(0);
  const found = useRef(new Map<string, RunFacts>());
  const archived = isArchived ? "true" : undefined;
  const key = `${experiment} ${isArchived} ${version}`;

  useEffect(() => {
    const ended = new AbortController();
    found.current = new Map();
    setHeld(NONE);
    const show = (isComplete: boolean, error?: unknown): void => {
      if (ended.signal.aborted) return;
      setHeld({ runs: [...found.current.values()], isComplete, error });
    };
    const read = async (): Promise<void> => {
      let drawn = performance.now();
      for await (const some of listRuns({ experiment, archived }, ended.signal)) {
        for (const run of some) found.current.set(run.runName, run);
        if (performance.now() - drawn < DRAWING_MS) continue;
        show(false);
        drawn = performance.now();
      }
      show(true);
    };
    read().catch((error) => show(true, error));
    return () => ended.abort();
  }, [key]);

  useLive(held.isComplete && held.error === undefined, key, async (signal) => {
    const known = [...found.current.values()];
    const open = known.filter(({ status }) => status === "InProgress").slice(0, MOST_OPEN);
    const address = addressOf("changes", {
      experiment,
      archived,
      since: latestChange(known),
      run: open.map(({ runName }) => runName),
    });
    const changed = (await ask<readonly RunFacts[]>(address, signal))
      .filter((run) => !isSame(run, found.current.get(run.runName)));
    if (changed.length === 0) return false;
    // New runs come first, as in a full load.
    const added = changed.filter(({ runName }) => !found.current.has(runName)).reverse();
    for (const run of changed) {
      if (found.current.has(run.runName)) found.current.set(run.runName, run);
    }
    found.current = new Map([...added.map((run) => [run.runName, run] as const), ...found.current]);
    setHeld({ runs: [...found.current.values()], isComplete: true, error: undefined });
    return true;
  });
  return { ...held, reload: () => setVersion((version) => version + 1) };
}

/** Overlap of polls, because AWS's search shows a change only after a while. */
const SEARCH_LAG_MS = 30_000;

function latestChange(runs: readonly RunFacts[]): string {
  const latest = runs.reduce(
    (latest, { lastModifiedTime = "" }) => lastModifiedTime > latest ? lastModifiedTime : latest,
    "",
  );
  return new Date(latest === "" ? 0 : Date.parse(latest) - SEARCH_LAG_MS).toISOString();
}

/** Whether a run is unchanged. */
export function isSame(run: RunFacts, known: RunFacts | undefined): boolean {
  return known !== undefined && JSON.stringify(run) === JSON.stringify(known);
}
