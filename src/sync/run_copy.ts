/**
 * Copies one run: files first, then the run that names them, then points and lineage. The cursor
 * records each step once the destination has acknowledged it. An interrupted copy thus resumes
 * there.
 *
 * @module
 */
import { parseAddress } from "../artifacts/address.ts";
import type { FileTransfer } from "../artifacts/files_in_flight.ts";
import { IntegrityError } from "../artifacts/integrity_error.ts";
import type { RunRecord } from "../records/runs/record.ts";
import type { CopyContext } from "./copy_context.ts";
import { copyPoints, toProblems } from "./copy_points.ts";
import type { KeptCursor } from "./cursor.ts";
import type { DestinationRun } from "./destination.ts";
import { SyncConflictError } from "./errors.ts";
import { isLimitExceeded } from "../session/aws_errors.ts";
import { isAnswer } from "./failure.ts";
import { type FileCopy, isMissing } from "./files.ts";
import { fingerprintOf, nearFingerprint } from "./fingerprint.ts";
import { findLineage, leftProblems, type LineageCopy } from "./lineage.ts";
import { keysGone } from "./members.ts";
import { problemOf, withoutRefused } from "./refused.ts";
import {
  acceptFile,
  fileProblem,
  fileProblems,
  isFileRefusal,
  keepRefused,
  refuseFile,
} from "./refused_files.ts";
import { forecast, planRun, type RunPlan } from "./run_plan.ts";
import type { SyncedRun } from "./summary.ts";
import type { SyncProblem } from "./problem.ts";
import { resultOf, type RunTally } from "./tally.ts";

/** One attempt to copy one run. */
export class RunCopy {
  readonly #context: CopyContext;
  readonly #run: RunRecord;
  readonly #cursor: KeptCursor;
  readonly #tally: RunTally;
  readonly #problems: SyncProblem[] = [];

  /**
   * @param run The run at the source
   * @param cursor Progress of earlier attempts and syncs
   * @param tally Counts the data that arrives, over all attempts
   */
  constructor(context: CopyContext, run: RunRecord, cursor: KeptCursor, tally: RunTally) {
    this.#context = context;
    this.#run = run;
    this.#cursor = cursor;
    this.#tally = tally;
  }

  /**
   * Copies everything that is missing or has changed.
   *
   * @throws {SyncConflictError} If the run conflicts and `onConflict` is `error`
   */
  async copy(): Promise<SyncedRun> {
    const fingerprint = await nearFingerprint(this.#run);
    if (await this.#isSettled(fingerprint)) {
      return { ...resultOf(this.#run, "unchanged"), problems: this.#leftOut() };
    }
    const plan = await planRun(this.#context, this.#run, this.#cursor.state);
    if (plan.farState === "conflict" && this.#isLeftAlone()) return resultOf(this.#run, "conflict");
    if (this.#context.dryRun) return await forecast(this.#context, plan, this.#cursor);
    return await this.#carryOut(plan, fingerprint);
  }

  /** Whether everything has arrived. An ended run is final; an open one may have new links. */
  async #isSettled(fingerprint: string): Promise<boolean> {
    const { experimentName, arn, endTime, status } = this.#run;
    const { state } = this.#cursor;
    if (state.settled[experimentName] !== fingerprint) return false;
    const isOpen = status === "InProgress" || status === "Stopping";
    if (endTime !== undefined && !isOpen) return true;
    return (await findLineage(this.#context.near, arn, state)).links.length === 0;
  }

  #isLeftAlone(): boolean {
    const { onConflict } = this.#context;
    if (onConflict !== "error") return onConflict === "keep";
    throw new SyncConflictError(this.#run.experimentName, this.#run.runName);
  }

  async #carryOut(plan: RunPlan, fingerprint: string): Promise<SyncedRun> {
    const refusal = plan.far
      ? undefined
      : this.#context.far.groups.refusalOf(this.#run.runGroupNames);
    if (refusal !== undefined) throw refusal;
    await this.#context.far.learnKind();
    const run = this.#openRun();
    await run.prepare(plan.links);
    await this.#context.files.all(plan.files, (file, { room }) => this.#sendFile(run, file, room));
    keepRefused(this.#cursor.state, plan.files);
    const arn = await this.#sendRun(run, plan);
    if (!plan.far || plan.far.isUnfinished) this.#tally.isCreated = true;
    const hasAllFiles = this.#problems.length === 0;
    let isWhole = await this.#joinGroups() && hasAllFiles;
    await this.#sendPoints(plan);
    for (const link of plan.links) isWhole = await this.#sendLink(link, plan, arn) && isWhole;
    await run.finish();
    const { state } = this.#cursor;
    state.left = plan.left;
    if (isWhole) state.settled = { ...state.settled, [this.#run.experimentName]: fingerprint };
    await this.#cursor.save();
    return this.#result(plan);
  }

  #openRun(): DestinationRun {
    return this.#context.far.runOf(this.#run, async () => {
      this.#cursor.state.isPartial = true;
      await this.#cursor.save();
    });
  }

  /** Copies a file. The result of the run names one that cannot be copied. */
  async #sendFile(
    run: DestinationRun,
    file: FileCopy,
    room: FileTransfer["room"],
  ): Promise<void> {
    const { near, signal } = this.#context;
    const { state } = this.#cursor;
    if (file.fault !== undefined) refuseFile(state, file, file.fault);
    if (!isMissing(file, state)) return;
    signal.throwIfAborted();
    await room(file.size);
    try {
      await run.putFile(file, () => near.openFile(file.from, file.etag));
    } catch (error) {
      const [reason = ""] = String(error).split("\n");
      if (signal.aborted) throw error;
      if (isFileRefusal(error)) {
        refuseFile(state, file, reason);
        return;
      }
      if (!(error instanceof IntegrityError)) throw error;
      // The next sync retries: the file may have been replaced meanwhile.
      this.#problems.push(fileProblem(file.address, reason));
      return;
    }
    acceptFile(state, file);
    if (file.etag !== undefined) state.files = { ...state.files, [file.address]: file.etag };
    await this.#cursor.save();
    this.#tally.addFile(file.size ?? 0);
  }

  /**
   * Creates or updates the run at the destination. Entries that it rejects are omitted.
   *
   * @returns The ARN of the run's component
   */
  async #sendRun(run: DestinationRun, plan: RunPlan): Promise<string> {
    const { near, far, members, tags } = plan;
    const { state } = this.#cursor;
    const noteRefused = (): void => {
      state.refused = [...plan.refused, ...run.refused];
    };
    if (!far) {
      state.seen = [near.fingerprint];
      state.tags = tags;
      await this.#cursor.save();
      const arn = await run.create({ members, tags });
      noteRefused();
      state.tags = (await withoutRefused(members, tags, run.refused)).tags;
      await this.#noteFarRun(plan);
      return arn;
    }
    state.far = far.record.creationTime?.getTime();
    state.isPartial = state.isPartial && far.fingerprint !== near.fingerprint;
    if (far.fingerprint === near.fingerprint) state.seen = [near.fingerprint];
    else {
      state.seen = [far.fingerprint, near.fingerprint];
      await this.#cursor.save();
      await run.update({ members, tags }, far.record);
      noteRefused();
      await this.#noteFarRun(plan);
    }
    await this.#updateTags(run, far.record.arn, plan);
    noteRefused();
    return far.record.arn;
  }

  async #updateTags(run: DestinationRun, arn: string, { members, tags }: RunPlan): Promise<void> {
    const { state } = this.#cursor;
    const changed = Object.entries(tags).filter(([key, value]) => state.tags[key] !== value);
    const gone = keysGone(state.tags, tags);
    await run.changeTags(arn, Object.fromEntries(changed), gone);
    state.tags = (await withoutRefused(members, tags, run.refused)).tags;
  }

  /**
   * Records the current fingerprint of the run at the destination. If AWS stores a value in another
   * form than it was sent, that is not a change.
   */
  async #noteFarRun({ near, members, tags }: RunPlan): Promise<void> {
    const { far: side } = this.#context;
    const { state } = this.#cursor;
    const admitted = await withoutRefused(members, tags, state.refused);
    const sent = admitted.members === members
      ? near.fingerprint
      : await fingerprintOf(admitted.members);
    state.isPartial = false;
    const far = side.keepsAsSent ? undefined : await side.findRun(this.#run);
    state.seen = [...new Set([sent, far?.fingerprint ?? sent])];
    if (far) state.far = far.record.creationTime?.getTime();
  }

  /**
   * Adds the run to its groups, and resolves to whether it is in all of them. A run that fits into
   * none is rejected: nothing would list it.
   */
  async #joinGroups(): Promise<boolean> {
    const { trialComponentName, runGroupNames } = this.#run;
    const { state } = this.#cursor;
    let refusal: unknown;
    for (const group of runGroupNames.filter((one) => !state.groups.includes(one))) {
      try {
        const { name, reason } = await this.#context.far.groups.join(trialComponentName, group);
        state.groups = [...state.groups, group];
        if (reason !== undefined) this.#note(group, `${reason}: the run is in "${name}"`);
      } catch (error) {
        if (!isLimitExceeded(error)) throw error;
        refusal = error;
        this.#note(group, String(error));
      }
    }
    if (refusal !== undefined && state.groups.length === 0) throw refusal;
    return refusal === undefined;
  }

  #note(group: string, reason: string): void {
    this.#problems.push({ kind: "group", name: group, count: 1, reason });
  }

  async #sendPoints({ points }: RunPlan): Promise<void> {
    const { far, signal, movesTimestamps } = this.#context;
    const receiver = far.pointsOf(this.#run.trialComponentName);
    await copyPoints(receiver, points, this.#cursor, {
      signal,
      movesTimestamps,
      runsUnderWay: this.#tally.runsUnderWay,
      onSent: (count) => this.#tally.addPoints(count),
      counts: this.#tally.otherPoints,
    });
  }

  /**
   * Links an artifact, and resolves to whether it is linked. A destination may reject it, because
   * of a quota or because it does not support lineage. The result of the run lists this as a
   * problem, and the next sync retries.
   */
  async #sendLink(link: LineageCopy, { addresses }: RunPlan, runArn: string): Promise<boolean> {
    const { state } = this.#cursor;
    try {
      const artifactArn = await this.#sendArtifact(link, addresses.get(link.uri) ?? link.uri);
      await this.#context.far.link(runArn, { artifactArn, name: link.name }, link.direction);
      state.links = [...state.links, link.id];
      await this.#cursor.save();
      return true;
    } catch (error) {
      if (this.#context.signal.aborted || !isAnswer(error)) throw error;
      const [reason = ""] = String(error).split("\n");
      this.#problems.push({ kind: "lineage", name: link.name, count: 1, reason });
      return false;
    }
  }

  /** Creates the artifact of a link, with its address at the destination. */
  async #sendArtifact({ id, name, type, uri: nearUri }: LineageCopy, uri: string): Promise<string> {
    const { state } = this.#cursor;
    const known: string | undefined = state.artifacts[id];
    if (known !== undefined) return known;
    const file = uri === nearUri ? undefined : parseAddress(uri);
    const artifactArn = await this.#context.far.ensureArtifact({ name, type, uri, file });
    state.artifacts = { ...state.artifacts, [id]: artifactArn };
    await this.#cursor.save();
    return artifactArn;
  }

  /** Returns what the destination does not accept, and the lineage that is not copied. */
  #leftOut(): readonly SyncProblem[] {
    const { state } = this.#cursor;
    return [...state.refused.map(problemOf), ...fileProblems(state), ...leftProblems(state)];
  }

  #result({ near, far, links }: RunPlan): SyncedRun {
    const { points, files, bytes, isCreated, otherPoints } = this.#tally;
    const own = [...this.#problems, ...toProblems(otherPoints)];
    const problems = [...this.#leftOut(), ...own];
    const isSame = far?.fingerprint === near.fingerprint && links.length === 0 &&
      points + files + own.length === 0;
    const outcome = isCreated ? "created" : isSame ? "unchanged" : "updated";
    return { ...resultOf(this.#run, outcome), points, files, bytes, problems };
  }
}
