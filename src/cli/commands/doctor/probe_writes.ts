/**
 * Permissions that only writing tells: a probe run is recorded and deleted, request by request, and
 * what AWS does not document is noted on the way.
 *
 * @module
 */
import { getMetricHistory, type Session, startRun } from "../../../../mod.ts";
import { type Permission, type Task, tryPermission } from "./permission.ts";
import type { Surroundings } from "./probe_reads.ts";
import { type Answer, Questions } from "./questions.ts";

/** What writing told. */
export interface WriteReport {
  /** Permissions. */
  readonly permissions: readonly Permission[];
  /** What AWS does not document, as it was seen. */
  readonly answers: readonly Answer[];
  /** What could not be deleted again. */
  readonly leftovers: readonly string[];
}

/** Attempts at a request that AWS throttles, and the wait between them. */
const MOST_ATTEMPTS = 5;
const WAIT_MS = 1_000;

/** Records a probe run, and deletes it again. */
export async function probeWrites(
  session: Session,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<WriteReport> {
  const probe = new WriteProbe(session, surroundings, signal);
  try {
    await probe.record();
  } finally {
    await probe.remove();
  }
  return probe.report();
}

class WriteProbe {
  readonly #session: Session;
  readonly #sagemaker: Session["sagemaker"];
  readonly #bucket: Surroundings["bucket"];
  readonly #signal: AbortSignal;
  readonly #questions: Questions;
  readonly #permissions: Permission[] = [];
  /** What was created, by kind: what is asked of it later depends on it. */
  readonly #made = new Map<string, string>();
  readonly #experimentName: string;
  readonly #trialName: string;
  readonly #componentName: string;
  readonly #fileKey: string;

  constructor(session: Session, { bucket }: Surroundings, signal: AbortSignal) {
    const id = crypto.randomUUID().slice(0, 8);
    this.#session = session;
    this.#sagemaker = session.sagemaker;
    this.#bucket = bucket;
    this.#signal = signal;
    this.#questions = new Questions(session, signal);
    this.#experimentName = `runlog-doctor-${id}`;
    // Upper case, to see how AWS writes it in the ARN.
    this.#trialName = `Runlog-Doctor-${id}`;
    this.#componentName = `${this.#experimentName}-probe`;
    this.#fileKey = `trial-component-artifacts/${this.#componentName}/probe.txt`;
  }

  report(): WriteReport {
    return {
      permissions: this.#permissions,
      answers: this.#questions.answers,
      leftovers: [...this.#made].map(([kind, name]) => `${kind} ${name}`),
    };
  }

  async record(): Promise<void> {
    await this.#createRun();
    await this.#recordMetric();
    await this.#createGraph();
    await this.#putFile();
    const component = this.#made.get("run");
    if (component !== undefined) await this.#questions.ask(this.#componentName);
    await this.#questions.askPages();
  }

  async #createRun(): Promise<void> {
    const [ExperimentName, TrialName] = [this.#experimentName, this.#trialName];
    const TrialComponentName = this.#componentName;
    const sagemaker = this.#sagemaker;
    await this.#make("experiment", "sagemaker:CreateExperiment", ["record"], async (options) => {
      return (await sagemaker.call("CreateExperiment", { ExperimentName }, options)).ExperimentArn;
    });
    await this.#make("run group", "sagemaker:CreateTrial", ["record"], async (options) => {
      const names = { ExperimentName, TrialName };
      return (await sagemaker.call("CreateTrial", names, options)).TrialArn;
    }, "experiment");
    this.#questions.noteTrial(this.#trialName, this.#made.get("run group"));
    await this.#make("run", "sagemaker:CreateTrialComponent", ["record"], async (options) => {
      const names = { TrialComponentName };
      return (await sagemaker.call("CreateTrialComponent", names, options)).TrialComponentArn;
    });
    const ResourceArn = this.#made.get("run");
    await this.#try("sagemaker:AddTags", ["record", "delete"], (options) => {
      const Tags = [{ Key: "runlog-doctor", Value: "probe" }];
      return sagemaker.call("AddTags", { ResourceArn, Tags }, options);
    }, "run");
    await this.#make(
      "association",
      "sagemaker:AssociateTrialComponent",
      ["record"],
      (options) =>
        sagemaker.call("AssociateTrialComponent", { TrialComponentName, TrialName }, options)
          .then(() => TrialName),
      "run",
      "run group",
    );
    await this.#try("sagemaker:UpdateTrialComponent", ["record", "delete"], (options) => {
      const Parameters = { probe: { StringValue: "plain" } };
      return sagemaker.call("UpdateTrialComponent", { TrialComponentName, Parameters }, options);
    }, "run");
  }

  async #recordMetric(): Promise<void> {
    // The probe run is no one's: nothing is said of it.
    const session = { ...this.#session, notices: false };
    const names = { experimentName: this.#experimentName, runName: "probe" };
    await this.#try("sagemaker:BatchPutMetrics", ["record"], async () => {
      // Without its group, the run would be put into another one.
      const where = { runGroupName: this.#trialName, captureEnvironment: false };
      const run = await startRun({ ...names, ...where, session, signal: this.#signal });
      run.logMetric("probe", 1, { step: 0 });
      await run.close();
    }, "association");
    await this.#try(
      "sagemaker:BatchGetMetrics",
      ["read"],
      () => getMetricHistory(names, "probe", { session, signal: this.#signal }),
      "association",
    );
  }

  async #createGraph(): Promise<void> {
    const sagemaker = this.#sagemaker;
    await this.#make("artifact", "sagemaker:CreateArtifact", ["record"], async (options) => {
      const SourceUri = `s3://${this.#bucket.name}/${this.#fileKey}`;
      const artifact = { ArtifactType: "RunlogDoctorProbe", Source: { SourceUri } };
      return (await sagemaker.call("CreateArtifact", artifact, options)).ArtifactArn;
    });
    await this.#make(
      "link",
      "sagemaker:AddAssociation",
      ["record"],
      async (options) => {
        await sagemaker.call(
          "AddAssociation",
          { ...this.#linkEnds, AssociationType: "Produced" },
          options,
        );
        return "of the artifact";
      },
      "run",
      "artifact",
    );
  }

  async #putFile(): Promise<void> {
    const file = { Bucket: this.#bucket.name, Key: this.#fileKey };
    if (!this.#bucket.exists) {
      const reason = `the bucket ${file.Bucket} does not exist or cannot be used`;
      for (const action of ["s3:PutObject", "s3:DeleteObject"]) {
        this.#permissions.push({ action, tasks: ["files"], verdict: "unknown", reason });
      }
      return;
    }
    await this.#make("file", "s3:PutObject", ["files"], async (options) => {
      await this.#session.s3.call("PutObject", { ...file, Body: "probe" }, options);
      return `s3://${file.Bucket}/${file.Key}`;
    });
  }

  /** Deletes what was made, from the leaves up, whether or not the command is to end. */
  async remove(): Promise<void> {
    const sagemaker = this.#sagemaker;
    const [ExperimentName, TrialName] = [this.#experimentName, this.#trialName];
    const TrialComponentName = this.#componentName;
    const file = { Bucket: this.#bucket.name, Key: this.#fileKey };
    await this.#unmake(
      "file",
      "s3:DeleteObject",
      ["files", "delete"],
      () => this.#session.s3.call("DeleteObject", file),
    );
    await this.#unmake(
      "link",
      "sagemaker:DeleteAssociation",
      ["delete"],
      () => sagemaker.call("DeleteAssociation", this.#linkEnds),
    );
    await this.#unmake(
      "artifact",
      "sagemaker:DeleteArtifact",
      ["delete"],
      (ArtifactArn) => sagemaker.call("DeleteArtifact", { ArtifactArn }),
    );
    await this.#try("sagemaker:DeleteTags", ["delete", "sync"], () => {
      const tags = { ResourceArn: this.#made.get("run"), TagKeys: ["runlog-doctor"] };
      return sagemaker.call("DeleteTags", tags);
    }, "run");
    await this.#unmake(
      "association",
      "sagemaker:DisassociateTrialComponent",
      ["delete"],
      () => sagemaker.call("DisassociateTrialComponent", { TrialComponentName, TrialName }),
    );
    await this.#unmake(
      "run",
      "sagemaker:DeleteTrialComponent",
      ["record", "delete"],
      () => sagemaker.call("DeleteTrialComponent", { TrialComponentName }),
    );
    await this.#unmake(
      "run group",
      "sagemaker:DeleteTrial",
      ["delete"],
      () => sagemaker.call("DeleteTrial", { TrialName }),
    );
    await this.#unmake(
      "experiment",
      "sagemaker:DeleteExperiment",
      ["delete"],
      () => sagemaker.call("DeleteExperiment", { ExperimentName }),
    );
  }

  get #linkEnds(): { readonly SourceArn: string; readonly DestinationArn: string } {
    const [SourceArn = "", DestinationArn = ""] = [
      this.#made.get("run"),
      this.#made.get("artifact"),
    ];
    return { SourceArn, DestinationArn };
  }

  /** Creates something that others depend on. */
  async #make(
    kind: string,
    action: string,
    tasks: readonly Task[],
    send: (options: { readonly signal: AbortSignal }) => Promise<string | undefined>,
    ...needs: readonly string[]
  ): Promise<void> {
    await this.#try(action, tasks, async (options) => {
      this.#made.set(kind, await send(options) ?? "");
    }, ...needs);
  }

  /** Deletes something that was made; what cannot be deleted stays in the report. */
  async #unmake(
    kind: string,
    action: string,
    tasks: readonly Task[],
    send: (made: string) => Promise<unknown>,
  ): Promise<void> {
    await this.#try(action, tasks, async () => {
      await send(this.#made.get(kind) ?? "");
      this.#made.delete(kind);
    }, kind);
  }

  /** Tries a permission, where what it needs has been made. */
  async #try(
    action: string,
    tasks: readonly Task[],
    send: (options: { readonly signal: AbortSignal }) => Promise<unknown>,
    ...needs: readonly string[]
  ): Promise<void> {
    const missing = needs.find((kind) => !this.#made.has(kind));
    if (missing !== undefined) {
      const reason = `the ${missing} it needs could not be made`;
      this.#permissions.push({ action, tasks, verdict: "unknown", reason });
      return;
    }
    const options = { signal: this.#signal };
    this.#permissions.push(
      await tryPermission({ action, tasks, send: () => this.#patiently(() => send(options)) }),
    );
  }

  /** Sends until AWS no longer throttles. */
  async #patiently<T>(send: () => Promise<T>): Promise<T> {
    for (let attempt = 1;; attempt++) {
      try {
        return await send();
      } catch (error) {
        const cause = error instanceof Error && error.name === "DeliveryError"
          ? error.cause
          : error;
        const isThrottled = this.#questions.noteFailure(cause);
        if (!isThrottled || attempt === MOST_ATTEMPTS) throw cause;
        await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
      }
    }
  }
}
