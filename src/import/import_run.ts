/**
 * Imports one run: its files first, then the run that names them, then its points. The cursor
 * records each step once the destination has acknowledged it.
 *
 * @module
 */
import { parametersFile } from "../artifacts/parameters_file.ts";
import { guessMediaType } from "../artifacts/media_type.ts";
import { storeFile } from "../artifacts/store_file.ts";
import { metricsClientOf } from "../metrics/put_metrics.ts";
import type { RunRecord } from "../records/runs/record.ts";
import { nameRun, type RunNames } from "../rules/names.ts";
import { PARAMETERS_FILE } from "../rules/parameters.ts";
import { fileTarget } from "../run/file_target.ts";
import { ARTIFACT_PREFIX } from "../run/run_options.ts";
import { copyPoints, countPoints, toProblems } from "../sync/copy_points.ts";
import { isAnswer } from "../sync/failure.ts";
import type { ReasonCounts } from "../sync/fitting_points.ts";
import { FarRun } from "../sync/far_run.ts";
import { fingerprintOf } from "../sync/fingerprint.ts";
import type { RunMembers } from "../sync/members.ts";
import { problemOf } from "../sync/refused.ts";
import { type PlacedFile, placeFiles } from "./artifact_plan.ts";
import type { Destination } from "./destination.ts";
import { continued, markAt, pointsOf } from "./foreign_points.ts";
import type { ForeignRun, ImportProblem } from "./foreign_run.ts";
import { type ImportCursor, loadCursor } from "./import_cursor.ts";
import { jsonFile } from "./made_files.ts";
import {
  fileOf,
  leftOf,
  originOf,
  parametersOf,
  restOf,
  type RunParameters,
  tagsOf,
} from "./run_content.ts";
import { runMembers } from "./run_members.ts";
import type { ImportedRun } from "./summary.ts";

/** Files that are stored at a time. */
const MOST_FILES = 8;

/** Rules of an import. */
export interface ImportRules {
  readonly movesTimestamps: boolean;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  /** Called with the points and files that arrive. */
  readonly onArrived: (arrived: { readonly points: number; readonly files: number }) => void;
}

/** The import of one run. */
export class RunImport {
  readonly #destination: Destination;
  readonly #run: ForeignRun;
  readonly #names: RunNames;
  readonly #importId: string;
  readonly #rules: ImportRules;
  readonly #problems: ImportProblem[] = [];
  #points = 0;
  #files = 0;
  #bytes = 0;

  /**
   * @param destination Experiment to import the run into
   * @param run Run of the source
   * @param runName Name of the run at the destination
   * @param importId Identifies the run at its source
   */
  constructor(
    destination: Destination,
    run: ForeignRun,
    { runName, importId, rules }: {
      readonly runName: string;
      readonly importId: string;
      readonly rules: ImportRules;
    },
  ) {
    this.#destination = destination;
    this.#run = run;
    this.#names = nameRun(destination.experimentName, runName);
    this.#importId = importId;
    this.#rules = rules;
  }

  /**
   * Imports what is missing or has changed.
   *
   * @param existing The run, if an earlier import has created it
   */
  async import(existing: RunRecord | undefined): Promise<ImportedRun> {
    const cursor = await this.#loadCursor(existing !== undefined);
    const { state } = cursor;
    const { series, problems } = continued(this.#run.series, state.points, state.marks);
    this.#problems.push(...this.#run.problems, ...problems);
    const source = pointsOf(series);
    const receiver = {
      trialComponentName: this.#names.trialComponentName,
      client: metricsClientOf(this.#destination.session),
      takesAnyAge: this.#destination.session.metrics !== undefined,
    };
    const files = placeFiles(await this.#allFiles(), this.#run.kind);
    const missing = files.filter(({ file, key }) => state.files[key] !== file.version);
    if (this.#rules.dryRun) {
      this.#points = await countPoints(receiver, source, cursor);
      this.#files = missing.length;
      return this.#result(existing ? "updated" : "created");
    }
    await this.#storeFiles(missing, cursor);
    const hasChanged = await this.#writeRun(existing, files, cursor);
    const counts: ReasonCounts = new Map();
    await copyPoints(receiver, source, cursor, {
      signal: this.#rules.signal,
      movesTimestamps: this.#rules.movesTimestamps,
      runsUnderWay: this.#destination.runsUnderWay,
      onSent: (points) => {
        this.#points += points;
        this.#rules.onArrived({ points, files: 0 });
      },
      counts,
    });
    this.#problems.push(...toProblems(counts));
    const marks = [...series].map(([name, points]) =>
      [name, markAt(points, state.points[name] ?? 0)] as const
    );
    state.marks = { ...state.marks, ...Object.fromEntries(marks) };
    if (hasChanged || this.#points + this.#files > 0) await cursor.finish();
    if (!existing) return this.#result("created");
    return this.#result(hasChanged || this.#points + this.#files > 0 ? "updated" : "unchanged");
  }

  async #loadCursor(isKnown: boolean): Promise<ImportCursor> {
    const { session } = this.#destination;
    const { signal } = this.#rules;
    const file = async () => {
      const { uri: _, ...target } = await this.#target("runlog/import.json");
      return { ...target, mediaType: "application/json" };
    };
    const place = { session, ...this.#names, importId: this.#importId, file };
    return await loadCursor(place, isKnown, { signal });
  }

  /** Returns the source's files, and the file with facts that have no counterpart in runlog. */
  async #allFiles(): Promise<ForeignRun["files"]> {
    const rest = restOf(this.#run, tagsOf(this.#run, this.#importId));
    return [...this.#run.files, await jsonFile(fileOf(this.#run), rest)];
  }

  async #storeFiles(files: readonly PlacedFile[], cursor: ImportCursor): Promise<void> {
    const waiting = files.values();
    const work = async (): Promise<void> => {
      for (const placed of waiting) await this.#storeFile(placed, cursor);
    };
    await Promise.all(Array.from({ length: MOST_FILES }, work));
  }

  /** Stores a file. One that cannot be read or stored is a problem of the run. */
  async #storeFile({ file, key }: PlacedFile, cursor: ImportCursor): Promise<void> {
    const { signal } = this.#rules;
    signal.throwIfAborted();
    try {
      const content = await file.read();
      const body = content instanceof Blob ? content : new Blob([content]);
      await this.#put(key, body, file.mediaType ?? await guessMediaType(file.path));
      this.#files++;
      this.#bytes += body.size;
      this.#rules.onArrived({ points: 0, files: 1 });
      cursor.state.files = { ...cursor.state.files, [key]: file.version };
      await cursor.save();
    } catch (error) {
      if (signal.aborted || !isAnswer(error)) throw error;
      const [reason = ""] = String(error).split("\n");
      this.#problems.push({ kind: "file", name: file.path, count: 1, reason });
    }
  }

  async #put(key: string, body: Blob, mediaType: string | undefined): Promise<void> {
    const { uri: _, ...target } = await this.#target(key);
    await storeFile(
      this.#destination.session,
      { name: undefined, body, size: body.size, mediaType },
      { ...target, mediaType },
      { signal: this.#rules.signal },
    );
  }

  async #target(path: string): ReturnType<typeof fileTarget> {
    const { session } = this.#destination;
    const settings = {
      session,
      arn: await this.#destination.arn(),
      names: this.#names,
      artifactBucket: undefined,
      artifactPrefix: ARTIFACT_PREFIX,
      artifactEncryption: undefined,
      artifactBucketOwner: undefined,
    };
    return await fileTarget(settings, path.split("/"), this.#rules.signal);
  }

  /** Creates or updates the run, and resolves to whether it was written. */
  async #writeRun(
    existing: RunRecord | undefined,
    files: readonly PlacedFile[],
    { state }: ImportCursor,
  ): Promise<boolean> {
    const parameters = parametersOf(this.#run);
    const tags = tagsOf(this.#run, this.#importId);
    this.#problems.push(...leftOf(this.#run, parameters, tags));
    const isStored = ({ key, file }: PlacedFile): boolean => state.files[key] === file.version;
    const { members, problems } = await runMembers(this.#run, {
      names: this.#names,
      parameters,
      files: files.filter(isStored),
      addressOf: async (path) => (await this.#target(path)).uri,
    });
    this.#problems.push(...problems);
    const written = await fingerprintOf({ members, tags: tags.held, ...mapsOf(parameters) });
    if (existing && state.written === written && state.groups.length > 0) return false;
    if (parameters.shortened.size + parameters.further.size > 0) {
      await this.#put(
        PARAMETERS_FILE,
        new Blob([parametersFile(parameters.shortened, parameters.further)]),
        "application/json",
      );
    }
    await this.#send(existing, { members, tags: tags.held });
    // A run is listed by its group only, which an interrupted import may have left out.
    if (state.groups.length === 0) state.groups = [await this.#destination.join(this.#names)];
    state.written = written;
    state.tags = tags.held;
    return true;
  }

  async #send(
    existing: RunRecord | undefined,
    { members, tags }: {
      readonly members: RunMembers;
      readonly tags: Readonly<Record<string, string>>;
    },
  ): Promise<void> {
    const { session } = this.#destination;
    const { trialComponentName } = this.#names;
    const { signal } = this.#rules;
    const origin = { ...originOf(this.#run), trialComponentName };
    const far = new FarRun(session.sagemaker, origin, () => Promise.resolve(), { signal });
    if (existing) {
      await far.update({ members, tags }, existing);
      await far.changeTags(existing.arn, tags, []);
    } else {
      await far.create({ members, tags });
    }
    this.#problems.push(...far.refused.map(problemOf));
  }

  #result(outcome: ImportedRun["outcome"]): ImportedRun {
    const { experimentName, runName } = this.#names;
    return {
      source: this.#run.name,
      experimentName,
      runName,
      outcome,
      points: this.#points,
      files: this.#files,
      bytes: this.#bytes,
      problems: this.#problems,
      error: undefined,
    };
  }
}

function mapsOf({ shortened, further }: RunParameters): Readonly<Record<string, unknown>> {
  return { shortened: [...shortened], further: [...further] };
}
