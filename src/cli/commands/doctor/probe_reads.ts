/**
 * Tests read permissions with requests that change nothing.
 *
 * @module
 */
import { getMetricHistory, searchRuns, type Session } from "../../../../mod.ts";
import type { CallerIdentity } from "../../../session.ts";
import { type Permission, type Probe, tryPermission } from "./permission.ts";

/** A name that does not exist: permitted requests for it find nothing. */
const NOBODY = "runlog-doctor-probe";

/** Caller, region and bucket of the session. */
export interface Surroundings {
  /** Owner of the credentials. */
  readonly caller: CallerIdentity;
  /** AWS region. */
  readonly region: string;
  /** Bucket for files, and whether it exists. */
  readonly bucket: { readonly name: string; readonly exists: boolean };
}

/** Tests the permissions of reads, and of the reads before writes. */
export async function probeReads(
  session: Session,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<readonly Permission[]> {
  const permissions: Permission[] = [];
  for (const probe of listings(session, signal)) permissions.push(await tryPermission(probe));
  for (const probe of descriptions(session, surroundings, signal)) {
    permissions.push(await tryPermission(probe));
  }
  permissions.push(await probeHistory(session, signal));
  permissions.push(...await probeFiles(session, surroundings, signal));
  return permissions;
}

function listings({ sagemaker }: Session, signal: AbortSignal): readonly Probe[] {
  const [page, options] = [{ MaxResults: 1 }, { signal }];
  return [
    {
      action: "sagemaker:Search",
      tasks: ["read"],
      send: () =>
        sagemaker.call("Search", { Resource: "ExperimentTrialComponent", ...page }, options),
    },
    {
      action: "sagemaker:ListExperiments",
      tasks: ["read"],
      send: () => sagemaker.call("ListExperiments", page, options),
    },
    {
      action: "sagemaker:ListTrials",
      tasks: ["record", "read", "delete"],
      send: () => sagemaker.call("ListTrials", page, options),
    },
    {
      action: "sagemaker:ListTrialComponents",
      tasks: ["delete", "jobs"],
      send: () => sagemaker.call("ListTrialComponents", page, options),
    },
    {
      action: "sagemaker:ListArtifacts",
      tasks: ["record"],
      send: () => sagemaker.call("ListArtifacts", page, options),
    },
    {
      action: "sagemaker:ListAssociations",
      tasks: ["read", "delete"],
      send: () => sagemaker.call("ListAssociations", page, options),
    },
  ];
}

function descriptions(
  { sagemaker }: Session,
  { caller, region }: Surroundings,
  signal: AbortSignal,
): readonly Probe[] {
  const options = { signal };
  const prefix = `${arnStart(caller.arn)}:sagemaker:${region}:${caller.accountId}:`;
  return [
    {
      action: "sagemaker:DescribeExperiment",
      tasks: ["record", "read", "sync"],
      send: () => sagemaker.call("DescribeExperiment", { ExperimentName: NOBODY }, options),
    },
    {
      action: "sagemaker:DescribeTrial",
      tasks: ["record", "read", "sync"],
      send: () => sagemaker.call("DescribeTrial", { TrialName: NOBODY }, options),
    },
    {
      action: "sagemaker:DescribeTrialComponent",
      tasks: ["record", "read", "delete", "sync"],
      send: () => sagemaker.call("DescribeTrialComponent", { TrialComponentName: NOBODY }, options),
    },
    {
      action: "sagemaker:ListTags",
      tasks: ["read"],
      send: () =>
        sagemaker.call("ListTags", {
          ResourceArn: `${prefix}experiment-trial-component/${NOBODY}`,
        }, options),
    },
    {
      action: "sagemaker:DescribeArtifact",
      tasks: ["read"],
      send: () =>
        sagemaker.call("DescribeArtifact", {
          ArtifactArn: `${prefix}artifact/${"0".repeat(32)}`,
        }, options),
    },
    {
      action: "sagemaker:DescribeAction",
      tasks: ["read"],
      send: () => sagemaker.call("DescribeAction", { ActionName: NOBODY }, options),
    },
    {
      action: "sagemaker:DescribeContext",
      tasks: ["read"],
      send: () => sagemaker.call("DescribeContext", { ContextName: NOBODY }, options),
    },
    {
      action: "sagemaker:QueryLineage",
      tasks: ["read"],
      send: () =>
        sagemaker.call("QueryLineage", { StartArns: [`${prefix}context/${NOBODY}`] }, options),
    },
    {
      action: "sagemaker:DescribeTrainingJob",
      tasks: ["jobs"],
      send: () => sagemaker.call("DescribeTrainingJob", { TrainingJobName: NOBODY }, options),
    },
    {
      action: "sagemaker:DescribeProcessingJob",
      tasks: ["jobs"],
      send: () => sagemaker.call("DescribeProcessingJob", { ProcessingJobName: NOBODY }, options),
    },
    {
      action: "sagemaker:DescribeTransformJob",
      tasks: ["jobs"],
      send: () => sagemaker.call("DescribeTransformJob", { TransformJobName: NOBODY }, options),
    },
  ];
}

/** Tests reading the metrics of an existing run: only such a run has any. */
async function probeHistory(session: Session, signal: AbortSignal): Promise<Permission> {
  const facts = { action: "sagemaker:BatchGetMetrics", tasks: ["read"] } as const;
  const unknown = (reason: string): Permission => ({ ...facts, verdict: "unknown", reason });
  try {
    const { ExperimentSummaries = [] } = await session.sagemaker.call(
      "ListExperiments",
      { MaxResults: 1 },
      { signal },
    );
    const experimentName = ExperimentSummaries[0]?.ExperimentName;
    if (experimentName === undefined) return unknown("no run has metrics to read");
    const found = searchRuns({ experimentName, maxResults: 20, session, signal });
    for await (const run of found) {
      const [metric] = Object.keys(run.metrics);
      if (metric === undefined) continue;
      return await tryPermission({
        ...facts,
        send: () => getMetricHistory(run, metric, { session, signal }),
      });
    }
    return unknown("no run has metrics to read");
  } catch {
    return unknown("no run with metrics could be found");
  }
}

async function probeFiles(
  { s3 }: Session,
  { bucket }: Surroundings,
  signal: AbortSignal,
): Promise<readonly Permission[]> {
  const Bucket = bucket.name;
  const listing = { action: "s3:ListBucket", tasks: ["files", "read", "delete"] } as const;
  const reading = { action: "s3:GetObject", tasks: ["read", "sync"] } as const;
  if (!bucket.exists) {
    const reason = `bucket ${Bucket} does not exist or is not accessible`;
    return [listing, reading].map((facts) => ({ ...facts, verdict: "unknown", reason }));
  }
  const listed = await tryPermission({
    ...listing,
    send: () => s3.call("ListObjectsV2", { Bucket, MaxKeys: 1 }, { signal }),
  });
  const Key = `trial-component-artifacts/${NOBODY}`;
  const read = await tryPermission({
    ...reading,
    send: () => s3.call("HeadObject", { Bucket, Key }, { signal }),
  });
  // Without permission to list, S3 answers 403 for every missing object.
  return read.verdict === "denied" && listed.verdict !== "granted"
    ? [listed, {
      ...reading,
      verdict: "unknown",
      reason: "S3 reports it only with permission for s3:ListBucket",
    }]
    : [listed, read];
}

/** Returns the start of an ARN: `arn:{partition}`. */
function arnStart(arn: string): string {
  return arn.split(":").slice(0, 2).join(":");
}
