/**
 * Tests write permissions: records a probe run and deletes it, request by request. Also observes
 * behavior that AWS does not document.
 *
 * @module
 */
import { getMetricHistory, type Session, startRun } from "../../../../mod.ts";
import { Attempts, type Deletion } from "./attempts.ts";
import type { Permission } from "./permission.ts";
import type { Surroundings } from "./probe_reads.ts";
import { type Answer, Questions } from "./questions.ts";

/** Results of the write tests. */
export interface WriteReport {
  /** Tested permissions. */
  readonly permissions: readonly Permission[];
  /** Observed behavior that AWS does not document. */
  readonly answers: readonly Answer[];
  /** Resources that could not be deleted. */
  readonly leftovers: readonly string[];
}

/** Records a probe run, then deletes it. */
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
  readonly #attempts: Attempts;
  readonly #experimentName: string;
  readonly #trialName: string;
  readonly #componentName: string;
  readonly #fileKey: string;
  #uploadId: string | undefined;

  constructor(session: Session, { bucket }: Surroundings, signal: AbortSignal) {
    const id = crypto.randomUUID().slice(0, 8);
    this.#session = session;
    this.#sagemaker = session.sagemaker;
    this.#bucket = bucket;
    this.#signal = signal;
    this.#questions = new Questions(session, signal);
    this.#attempts = new Attempts(this.#questions, signal);
    this.#experimentName = `runlog-doctor-${id}`;
    // Upper case, to see how AWS writes it in the ARN.
    this.#trialName = `Runlog-Doctor-${id}`;
    this.#componentName = `${this.#experimentName}-probe`;
    this.#fileKey = `trial-component-artifacts/${this.#componentName}/probe.txt`;
  }

  report(): WriteReport {
    return {
      permissions: this.#attempts.permissions,
      answers: this.#questions.answers,
      leftovers: [...this.#attempts.made].map(([kind, name]) => `${kind} ${name}`),
    };
  }

  async record(): Promise<void> {
    await this.#createRun();
    await this.#recordMetric();
    await this.#createGraph();
    await this.#putFile();
    const component = this.#attempts.made.get("run");
    if (component !== undefined) await this.#questions.ask(this.#componentName);
    await this.#questions.askPages();
  }

  async #createRun(): Promise<void> {
    const [ExperimentName, TrialName] = [this.#experimentName, this.#trialName];
    const TrialComponentName = this.#componentName;
    const sagemaker = this.#sagemaker;
    await this.#attempts.make(
      "experiment",
      "sagemaker:CreateExperiment",
      ["record"],
      async (options) => {
        return (await sagemaker.call("CreateExperiment", { ExperimentName }, options))
          .ExperimentArn;
      },
    );
    await this.#attempts.make("run group", "sagemaker:CreateTrial", ["record"], async (options) => {
      const names = { ExperimentName, TrialName };
      return (await sagemaker.call("CreateTrial", names, options)).TrialArn;
    }, "experiment");
    this.#questions.noteTrial(this.#trialName, this.#attempts.made.get("run group"));
    await this.#attempts.make(
      "run",
      "sagemaker:CreateTrialComponent",
      ["record"],
      async (options) => {
        const names = { TrialComponentName };
        return (await sagemaker.call("CreateTrialComponent", names, options)).TrialComponentArn;
      },
    );
    const ResourceArn = this.#attempts.made.get("run");
    await this.#attempts.attempt("sagemaker:AddTags", ["record", "delete"], (options) => {
      const Tags = [{ Key: "runlog-doctor", Value: "probe" }];
      return sagemaker.call("AddTags", { ResourceArn, Tags }, options);
    }, "run");
    await this.#attempts.make(
      "association",
      "sagemaker:AssociateTrialComponent",
      ["record"],
      (options) =>
        sagemaker.call("AssociateTrialComponent", { TrialComponentName, TrialName }, options)
          .then(() => TrialName),
      "run",
      "run group",
    );
    await this.#attempts.attempt(
      "sagemaker:UpdateTrialComponent",
      ["record", "delete"],
      (options) => {
        const Parameters = { probe: { StringValue: "plain" } };
        return sagemaker.call("UpdateTrialComponent", { TrialComponentName, Parameters }, options);
      },
      "run",
    );
  }

  async #recordMetric(): Promise<void> {
    // The probe run is not the user's, so no notice is logged.
    const session = { ...this.#session, notices: false };
    const names = { experimentName: this.#experimentName, runName: "probe" };
    await this.#attempts.attempt("sagemaker:BatchPutMetrics", ["record"], async () => {
      // Without its group, the run would be put into another one.
      const where = { runGroupName: this.#trialName, captureEnvironment: false };
      const run = await startRun({ ...names, ...where, session, signal: this.#signal });
      run.logMetric("probe", 1, { step: 0 });
      await run.close();
    }, "association");
    await this.#attempts.attempt(
      "sagemaker:BatchGetMetrics",
      ["read"],
      () => getMetricHistory(names, "probe", { session, signal: this.#signal }),
      "association",
    );
  }

  async #createGraph(): Promise<void> {
    const sagemaker = this.#sagemaker;
    await this.#attempts.make(
      "artifact",
      "sagemaker:CreateArtifact",
      ["record"],
      async (options) => {
        const SourceUri = `s3://${this.#bucket.name}/${this.#fileKey}`;
        const artifact = { ArtifactType: "RunlogDoctorProbe", Source: { SourceUri } };
        return (await sagemaker.call("CreateArtifact", artifact, options)).ArtifactArn;
      },
    );
    await this.#attempts.make(
      "link",
      "sagemaker:AddAssociation",
      ["record"],
      async (options) => {
        await sagemaker.call(
          "AddAssociation",
          { ...this.#linkEnds, AssociationType: "Produced" },
          options,
        );
        return "to the artifact";
      },
      "run",
      "artifact",
    );
  }

  async #putFile(): Promise<void> {
    const file = { Bucket: this.#bucket.name, Key: this.#fileKey };
    if (!this.#bucket.exists) {
      const reason = `bucket ${file.Bucket} does not exist or cannot be used`;
      for (const action of ["s3:PutObject", "s3:AbortMultipartUpload", "s3:DeleteObject"]) {
        this.#attempts.permissions.push({ action, tasks: ["files"], verdict: "unknown", reason });
      }
      return;
    }
    await this.#attempts.make("file", "s3:PutObject", ["files"], async (options) => {
      await this.#session.s3.call("PutObject", { ...file, Body: "probe" }, options);
      return `s3://${file.Bucket}/${file.Key}`;
    });
    await this.#attempts.make("upload", "s3:PutObject", ["files"], async (options) => {
      const { s3 } = this.#session;
      this.#uploadId = (await s3.call("CreateMultipartUpload", file, options)).UploadId;
      return `${this.#uploadId} of s3://${file.Bucket}/${file.Key}`;
    });
  }

  /** Deletes the created resources, leaves first, even if the command was interrupted. */
  async remove(): Promise<void> {
    const { sagemaker, s3 } = this.#session;
    const [ExperimentName, TrialName] = [this.#experimentName, this.#trialName];
    const TrialComponentName = this.#componentName;
    const file = { Bucket: this.#bucket.name, Key: this.#fileKey };
    const upload = { ...file, UploadId: this.#uploadId };
    const deletions: readonly Deletion[] = [
      [
        "upload",
        "s3:AbortMultipartUpload",
        ["files"],
        () => s3.call("AbortMultipartUpload", upload),
      ],
      ["file", "s3:DeleteObject", ["files", "delete"], () => s3.call("DeleteObject", file)],
      [
        "link",
        "sagemaker:DeleteAssociation",
        ["delete"],
        () => sagemaker.call("DeleteAssociation", this.#linkEnds),
      ],
      [
        "artifact",
        "sagemaker:DeleteArtifact",
        ["delete"],
        (ArtifactArn) => sagemaker.call("DeleteArtifact", { ArtifactArn }),
      ],
      [
        "association",
        "sagemaker:DisassociateTrialComponent",
        ["delete"],
        () => sagemaker.call("DisassociateTrialComponent", { TrialComponentName, TrialName }),
      ],
      [
        "run",
        "sagemaker:DeleteTrialComponent",
        ["record", "delete"],
        () => sagemaker.call("DeleteTrialComponent", { TrialComponentName }),
      ],
      [
        "run group",
        "sagemaker:DeleteTrial",
        ["delete"],
        () => sagemaker.call("DeleteTrial", { TrialName }),
      ],
      [
        "experiment",
        "sagemaker:DeleteExperiment",
        ["delete"],
        () => sagemaker.call("DeleteExperiment", { ExperimentName }),
      ],
    ];
    await this.#attempts.attempt("sagemaker:DeleteTags", ["delete", "sync"], () => {
      const tags = { ResourceArn: this.#attempts.made.get("run"), TagKeys: ["runlog-doctor"] };
      return sagemaker.call("DeleteTags", tags);
    }, "run");
    for (const deletion of deletions) await this.#attempts.unmake(...deletion);
  }

  get #linkEnds(): { readonly SourceArn: string; readonly DestinationArn: string } {
    const [SourceArn = "", DestinationArn = ""] = [
      this.#attempts.made.get("run"),
      this.#attempts.made.get("artifact"),
    ];
    return { SourceArn, DestinationArn };
  }
}
