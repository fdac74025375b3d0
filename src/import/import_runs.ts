/**
 * Imports the runs of other tools.
 *
 * @module
 */
import { openedSession, sessionOf } from "../connect/default_session.ts";
import {
  FLAG,
  FUNCTION,
  isAllowed,
  type Kind,
  listOf,
  oneOf,
  required,
  SESSION,
  SIGNAL,
} from "../kinds.ts";
import { type OptionKinds, requireOptions } from "../options.ts";
import { ENTITY_NAME } from "../rules/names.ts";
import { follow } from "../session/abort.ts";
import { persistently } from "../session/retry.ts";
import type { Session } from "../session/session.ts";
import { isAnswer, SYNC_LIMITS } from "../sync/failure.ts";
import { sideBySide } from "../sync/side_by_side.ts";
import { versionOf } from "./content_version.ts";
import { Destination } from "./destination.ts";
import { detectSources } from "./detect.ts";
import { ImportNameError } from "./errors.ts";
import type { ForeignRun, RunSource, UnreadPart } from "./foreign_run.ts";
import { RunImport } from "./import_run.ts";
import { isInput } from "./input.ts";
import { legalDisplayName, legalName } from "./names.ts";
import { reasonOf } from "./reason.ts";
import type {
  ImportedRun,
  ImportOutcome,
  ImportProgress,
  ImportRunsOptions,
  ImportSummary,
} from "./summary.ts";

/** Most runs to import at a time. */
const MOST_RUNS = 4;

const ACTION = "Cannot import runs";

const SOURCES: Kind = listOf({ rule: "be a source", allows: isSource });

/** A source of runs, or files. */
const FROM: Kind = {
  rule: "be a source such as tensorboard(folder), a list of sources, a path, or files",
  allows: (value) => isInput(value) || isSource(value) || isSourceList(value),
};

/** The kinds of the options. */
export const IMPORT_OPTIONS: OptionKinds<ImportRunsOptions> = {
  from: required(FROM),
  to: SESSION,
  experimentName: ENTITY_NAME,
  oldTimestamps: oneOf("keep", "move"),
  isLive: FLAG,
  dryRun: FLAG,
  onProgress: FUNCTION,
  signal: SIGNAL,
};

/**
 * Imports runs of other tools: parameters, metrics with every step and time, status, times, tags,
 * notes and files.
 *
 * - A second import finds the same runs again. It adds new points and changed files, and doubles
 *   nothing. A run that was deleted at the destination is imported anew.
 * - The run's `problems` name the metrics of a file that was cut, replaced or sorted anew since the
 *   last import. No points are added to them.
 * - A run that cannot be read or written never ends the others: its outcome is `failed`, or `unread`
 *   names the file.
 * - Names become legal ones: lower case, with hyphens for other characters, and four digits where
 *   more than case was lost. The display name keeps the case.
 * - Facts without a counterpart in runlog are in each run's file `imported/{kind}.json`.
 * - The tag `runlog:imported-from` has the kind of the source.
 * - AWS receives each point at least once, without NaN and infinite values. A local store keeps every
 *   point, once.
 *
 * @param options Source, destination and names
 * @returns The outcome of each run
 * @throws {ArgumentError} If an option has an invalid value, or nothing known is in the files
 * @throws {Error} If a session cannot be reached after several attempts: the AWS SDK's error
 *
 * @example
 * ```ts
 * import { importRuns } from "@runlog/sagemaker/import";
 * import { localSession } from "@runlog/sagemaker/local";
 *
 * await using session = await localSession({ path: await Deno.makeTempDir() });
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/log.csv`, "epoch,loss\n0,0.9\n1,0.5\n");
 * const { runs } = await importRuns({ from: folder, to: session, experimentName: "demo" });
 * console.log(runs[0]?.runName, runs[0]?.points); // log 2
 * ```
 */
export async function importRuns(options: ImportRunsOptions): Promise<ImportSummary> {
  requireOptions(ACTION, options, IMPORT_OPTIONS);
  const { from, to, signal } = options;
  const session = to === undefined ? await sessionOf({}) : await openedSession("to", to);
  const sources = await sourcesOf(from, signal);
  const stop = new AbortController();
  const unfollow = follow(stop, signal);
  try {
    return await new Importing(session, options, stop).run(sources);
  } finally {
    unfollow();
  }
}

/** Returns the sources of an import. */
export async function sourcesOf(
  from: ImportRunsOptions["from"],
  signal: AbortSignal | undefined,
): Promise<readonly RunSource[]> {
  if (isInput(from)) return await detectSources(from, { signal });
  return isSourceList(from) ? from : [from];
}

function isSourceList(value: unknown): value is readonly RunSource[] {
  return isAllowed(SOURCES, value) && Array.isArray(value) && value.length > 0;
}

function isSource(value: unknown): value is RunSource {
  return typeof value === "object" && value !== null && "read" in value &&
    typeof value.read === "function" && "kind" in value && value.kind !== "directory";
}

/** One call of {@linkcode importRuns}. */
class Importing {
  readonly #session: Session;
  readonly #options: ImportRunsOptions;
  readonly #stop: AbortController;
  readonly #destinations = new Map<string, Destination>();
  readonly #unread: UnreadPart[] = [];
  readonly #progress = { runs: 0, points: 0, files: 0 };
  #underWay = 0;

  constructor(session: Session, options: ImportRunsOptions, stop: AbortController) {
    this.#session = session;
    this.#options = options;
    this.#stop = stop;
  }

  async run(sources: readonly RunSource[]): Promise<ImportSummary> {
    const most = { most: MOST_RUNS, stop: this.#stop };
    const runs = await sideBySide(this.#read(sources), most, async (run) => {
      this.#underWay++;
      try {
        return await this.#import(run);
      } finally {
        this.#underWay--;
        this.#advance({ runs: 1 });
      }
    });
    return summaryOf(runs, this.#unread);
  }

  /** Yields the runs of all sources. A source that fails does not end the others. */
  async *#read(sources: readonly RunSource[]): AsyncGenerator<ForeignRun> {
    const { signal } = this.#stop;
    for (const source of sources) {
      try {
        for await (const { run, unread } of source.read({ signal, isLive: this.#options.isLive })) {
          if (run) yield run;
          else this.#unread.push(unread);
        }
      } catch (error) {
        if (signal.aborted) throw error;
        this.#unread.push({ path: source.kind, reason: reasonOf(error) });
      }
    }
  }

  async #import(run: ForeignRun): Promise<ImportedRun> {
    const destination = this.#destinationOf(run);
    let runName = legalName(run.name);
    const attempt = async (): Promise<ImportedRun> => {
      const importId = await versionOf(`${run.kind} ${run.identity}`);
      const found = await destination.find(runName, importId);
      runName = found.runName;
      const { oldTimestamps, dryRun = false } = this.#options;
      const rules = {
        movesTimestamps: oldTimestamps === "move",
        dryRun,
        signal: this.#stop.signal,
        onArrived: (arrived: Partial<ImportProgress>) => this.#advance(arrived),
      };
      return await new RunImport(destination, run, { runName, importId, rules })
        .import(found.existing);
    };
    try {
      const progress = (): number => this.#progress.points + this.#progress.files;
      return await persistently(attempt, this.#stop.signal, { ...SYNC_LIMITS, progress });
    } catch (error) {
      const isOwn = error instanceof ImportNameError || isAnswer(error);
      if (this.#stop.signal.aborted || !isOwn) throw error;
      const { experimentName } = destination;
      const nothing = { points: 0, files: 0, bytes: 0, problems: run.problems };
      return { source: run.name, experimentName, runName, outcome: "failed", ...nothing, error };
    }
  }

  #destinationOf({ experiment }: ForeignRun): Destination {
    const name = this.#options.experimentName ?? legalName(experiment);
    const known = this.#destinations.get(name);
    if (known) return known;
    const made = new Destination(this.#session, name, {
      displayName: legalDisplayName(experiment),
      runsUnderWay: () => this.#underWay,
      signal: this.#stop.signal,
    });
    this.#destinations.set(name, made);
    return made;
  }

  #advance({ runs = 0, points = 0, files = 0 }: Partial<ImportProgress>): void {
    this.#progress.runs += runs;
    this.#progress.points += points;
    this.#progress.files += files;
    this.#options.onProgress?.({ ...this.#progress });
  }
}

function summaryOf(
  runs: readonly ImportedRun[],
  unread: readonly UnreadPart[],
): ImportSummary {
  const outcomes: Record<ImportOutcome, number> = {
    created: 0,
    updated: 0,
    unchanged: 0,
    failed: 0,
  };
  for (const { outcome } of runs) outcomes[outcome]++;
  const sum = (count: (run: ImportedRun) => number): number =>
    runs.reduce((total, run) => total + count(run), 0);
  return {
    runs,
    unread,
    points: sum((run) => run.points),
    files: sum((run) => run.files),
    outcomes,
  };
}
