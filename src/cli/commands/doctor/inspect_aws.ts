/**
 * Inspects a session over AWS: its caller, its permissions and its bucket.
 *
 * @module
 */
import type { Session } from "../../../../mod.ts";
import { type CallerIdentity, getCallerIdentity } from "../../../session.ts";
import type { Context } from "../../context.ts";
import { paint } from "../../terminal.ts";
import { factsOf, type Permission, type Verdict } from "./permission.ts";
import { type BucketReport, probeBucket } from "./probe_bucket.ts";
import { probeReads } from "./probe_reads.ts";
import { probeWrites, type WriteReport } from "./probe_writes.ts";

/** Report of a session over AWS. */
export interface AwsReport {
  /** Owner of the credentials. */
  readonly caller: CallerIdentity;
  /** AWS region. */
  readonly region: string;
  /** Whether the region has SageMaker Experiments. */
  readonly experiments: Availability;
  /** Bucket for files. */
  readonly bucket: BucketReport;
  /** Permissions, each action once. */
  readonly permissions: readonly Permission[];
  /** Results of write tests; undefined if nothing was written. */
  readonly writes: Pick<WriteReport, "answers" | "leftovers"> | undefined;
}

/** Availability of a service. */
export interface Availability {
  readonly state: "available" | "missing" | "unknown";
  /** The state in words. */
  readonly text: string;
}

/** Permissions that only writes can test, and the tasks that need them. */
const WRITES: readonly Pick<Permission, "action" | "tasks">[] = [
  { action: "sagemaker:CreateExperiment", tasks: ["record"] },
  { action: "sagemaker:CreateTrial", tasks: ["record"] },
  { action: "sagemaker:CreateTrialComponent", tasks: ["record"] },
  { action: "sagemaker:AddTags", tasks: ["record", "delete"] },
  { action: "sagemaker:AssociateTrialComponent", tasks: ["record", "jobs"] },
  { action: "sagemaker:UpdateTrialComponent", tasks: ["record", "delete"] },
  { action: "sagemaker:BatchPutMetrics", tasks: ["record"] },
  { action: "sagemaker:CreateArtifact", tasks: ["record"] },
  { action: "sagemaker:AddAssociation", tasks: ["record"] },
  { action: "s3:PutObject", tasks: ["files"] },
  { action: "s3:AbortMultipartUpload", tasks: ["files"] },
  { action: "s3:DeleteObject", tasks: ["files", "delete"] },
  { action: "sagemaker:DeleteAssociation", tasks: ["delete"] },
  { action: "sagemaker:DeleteArtifact", tasks: ["delete"] },
  { action: "sagemaker:DeleteTags", tasks: ["delete", "sync"] },
  { action: "sagemaker:DisassociateTrialComponent", tasks: ["delete"] },
  { action: "sagemaker:DeleteTrialComponent", tasks: ["record", "delete"] },
  { action: "sagemaker:DeleteTrial", tasks: ["delete"] },
  { action: "sagemaker:DeleteExperiment", tasks: ["delete"] },
];

/**
 * Inspects a session over AWS.
 *
 * @throws {SessionError} If there are no credentials
 */
export async function inspectAws(
  session: Session,
  { write }: { readonly write: boolean },
  signal: AbortSignal,
): Promise<AwsReport> {
  const caller = await getCallerIdentity(session, { signal });
  const region = await regionOf(session);
  const experiments = await lookForExperiments(session, region, signal);
  const bucket = await probeBucket(session, { region, accountId: caller.accountId }, signal);
  const surroundings = {
    caller,
    region,
    bucket: { name: bucket.name, exists: bucket.state === "own" },
  };
  const reads = await probeReads(session, surroundings, signal);
  const writes = write ? await probeWrites(session, surroundings, signal) : undefined;
  const reason = "doctor tests it with --write";
  const written = writes?.permissions ??
    WRITES.map((facts): Permission => ({ ...facts, verdict: "unknown", reason }));
  return {
    caller,
    region,
    experiments,
    bucket,
    permissions: merged([...reads, ...written, creationOf(bucket)]),
    writes: writes && { answers: writes.answers, leftovers: writes.leftovers },
  };
}

/** Prints a report as text. */
export function tellAws({ out, messages }: Context, report: AwsReport): void {
  const { caller, region, experiments, bucket, permissions, writes } = report;
  const fact = (name: string, text: string): void =>
    out.line(paint("bold", `${name}: `), ` ${text}`);
  fact("caller", `${caller.arn} (account ${caller.accountId})`);
  fact("SageMaker Experiments", experiments.text);
  fact("bucket", `${bucket.name} ${bucket.text}`);
  out.line();
  out.table(
    ["permission", "verdict", "needed for", "reason"],
    permissions.map(({ action, verdict, tasks, reason }) => [
      action,
      verdict,
      tasks.join(", "),
      reason ?? "",
    ]),
  );
  if (!writes) {
    return messages.line(
      "To test write permissions with a probe run, which is then deleted, use " +
        "`runlog doctor --session aws --write`",
    );
  }
  for (const left of writes.leftovers) {
    messages.line(paint("red", "not deleted:"), ` ${left}. Delete it manually`);
  }
  out.line();
  out.line(`AWS does not document the following. Observed in ${region}; please report it:`);
  for (const { question, answer } of writes.answers) {
    // The report is for publication, so it omits the account ID.
    out.line(`- ${question}: ${answer.replaceAll(caller.accountId, "ACCOUNT")}`);
  }
}

async function regionOf({ sagemaker }: Session): Promise<string> {
  const { config } = await sagemaker.client();
  // Every AWS SDK client resolves its region to a function.
  return await (config as { region(): Promise<string> }).region();
}

async function lookForExperiments(
  { sagemaker }: Session,
  region: string,
  signal: AbortSignal,
): Promise<Availability> {
  try {
    await sagemaker.call("ListExperiments", { MaxResults: 1 }, { signal });
    return { state: "available", text: `available in ${region}` };
  } catch (error) {
    const { name, message, status } = factsOf(error);
    if (/UnknownOperation|InvalidAction/.test(name)) {
      return { state: "missing", text: `not available in ${region}` };
    }
    return status !== undefined && status < 500
      ? { state: "available", text: `available in ${region}` }
      : { state: "unknown", text: `unknown in ${region}: ${message}` };
  }
}

/** Returns the permission to create the bucket. A test would leave a bucket behind. */
function creationOf({ state, name }: BucketReport): Permission {
  const reason = state === "missing"
    ? `not tested, since a test would leave a bucket: the first file creates ${name}`
    : "not tested: runlog creates only a bucket that does not exist";
  return { action: "s3:CreateBucket", tasks: ["files"], verdict: "unknown", reason };
}

const RANK: Readonly<Record<Verdict, number>> = { unknown: 0, granted: 1, denied: 2 };

/** Returns each action once, with its most certain verdict: denied, then granted, then unknown. */
function merged(permissions: readonly Permission[]): readonly Permission[] {
  const byAction = new Map<string, Permission>();
  for (const one of permissions) {
    const other = byAction.get(one.action);
    const better = other && RANK[other.verdict] > RANK[one.verdict] ? other : one;
    const tasks = [...new Set([...other?.tasks ?? [], ...one.tasks])];
    byAction.set(one.action, { ...better, tasks });
  }
  return [...byAction.values()];
}
