/**
 * What a session may do in AWS: who it is, what it is permitted, and where files go.
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

/** What was found. */
export interface AwsReport {
  /** Who the credentials belong to. */
  readonly caller: CallerIdentity;
  /** The region. */
  readonly region: string;
  /** Whether the region has SageMaker Experiments. */
  readonly experiments: Availability;
  /** The bucket of files. */
  readonly bucket: BucketReport;
  /** Permissions, each once. */
  readonly permissions: readonly Permission[];
  /** What writing told; undefined if nothing was written. */
  readonly writes: Pick<WriteReport, "answers" | "leftovers"> | undefined;
}

/** Whether a service is there. */
export interface Availability {
  readonly state: "available" | "missing" | "unknown";
  /** The same for people. */
  readonly text: string;
}

/** Permissions that only writing tells, and what needs them. */
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
  { action: "s3:DeleteObject", tasks: ["files", "delete"] },
  { action: "sagemaker:DeleteAssociation", tasks: ["delete"] },
  { action: "sagemaker:DeleteArtifact", tasks: ["delete"] },
  { action: "sagemaker:DeleteTags", tasks: ["delete", "sync"] },
  { action: "sagemaker:DisassociateTrialComponent", tasks: ["delete"] },
  { action: "sagemaker:DeleteTrialComponent", tasks: ["record", "delete"] },
  { action: "sagemaker:DeleteTrial", tasks: ["delete"] },
  { action: "sagemaker:DeleteExperiment", tasks: ["delete"] },
];

/** Permissions that nothing here tries: a bucket would stay, or an upload be broken off on purpose. */
const UNTRIED: readonly Permission[] = [
  { action: "s3:CreateBucket", tasks: ["files"] },
  { action: "s3:AbortMultipartUpload", tasks: ["files"] },
].map(({ action }) => ({
  action,
  tasks: ["files"],
  verdict: "unknown",
  reason: "doctor does not try it",
}));

/**
 * Looks at a session over AWS.
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
  const reason = "doctor tries it with --write";
  const written = writes?.permissions ??
    WRITES.map((facts): Permission => ({ ...facts, verdict: "unknown", reason }));
  return {
    caller,
    region,
    experiments,
    bucket,
    permissions: merged([...reads, ...written, ...UNTRIED]),
    writes: writes && { answers: writes.answers, leftovers: writes.leftovers },
  };
}

/** Writes a report for people. */
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
      "runlog doctor --session aws --write tries writes too, with a probe run that it deletes",
    );
  }
  for (const left of writes.leftovers) {
    messages.line(paint("red", "left behind:"), ` ${left}: delete it by hand`);
  }
  out.line();
  out.line(`AWS does not document the following. Seen in ${region}; please report it:`);
  for (const { question, answer } of writes.answers) {
    // The report is for others: it does not name the account.
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

const RANK: Readonly<Record<Verdict, number>> = { unknown: 0, granted: 1, denied: 2 };

/** Each action once, with what is known best: writing tells more than looking. */
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
