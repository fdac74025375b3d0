import { S3 } from "@aws-sdk/client-s3";
import { SageMaker } from "@aws-sdk/client-sagemaker";
import { keysOf, type Reachable } from "../../support/reach.ts";
import type { Acknowledgement } from "./acknowledgement.ts";
import { sha256 } from "../../support/boto3.ts";

/** Reads back with AWS's SDK for JavaScript what was acknowledged. Returns what is not so. */
export async function missingFor(
  server: Reachable,
  acknowledged: readonly Acknowledgement[],
): Promise<readonly string[]> {
  const common = { region: "local", endpoint: server.url, credentials: keysOf(server) };
  const sagemaker = new SageMaker(common);
  const s3 = new S3({ ...common, forcePathStyle: true });
  const missing: string[] = [];
  for (const one of acknowledged) {
    const isThere = await isRead(sagemaker, s3, one).catch(String);
    if (isThere !== true) missing.push(`${JSON.stringify(one).slice(0, 200)}: ${isThere}`);
  }
  return missing;
}

async function isRead(sagemaker: SageMaker, s3: S3, one: Acknowledgement): Promise<boolean> {
  switch (one.kind) {
    case "component": {
      const { Parameters = {} } = await sagemaker.describeTrialComponent({
        TrialComponentName: one.name,
      });
      return Object.entries(one.parameters).every(([name, value]) => {
        const { NumberValue, StringValue } = Parameters[name] ?? {};
        return (NumberValue ?? StringValue) === value;
      });
    }
    case "points": {
      const { Metrics = [] } = await sagemaker.describeTrialComponent({
        TrialComponentName: one.component,
      });
      const { values } = one;
      return Metrics.some(({ MetricName, Count, Min, Max, Last }) =>
        MetricName === one.metric && Count === values.length && Last === values.at(-1) &&
        Min === Math.min(...values) && Max === Math.max(...values)
      );
    }
    case "artifact": {
      const { ArtifactSummaries = [] } = await sagemaker.listArtifacts({ SourceUri: one.uri });
      return ArtifactSummaries.length === 1;
    }
    case "object": {
      const { Body } = await s3.getObject({ Bucket: one.bucket, Key: one.key });
      const bytes = await Body?.transformToByteArray();
      return bytes !== undefined && await sha256(Uint8Array.from(bytes)) === one.sha256;
    }
    case "gone":
      return await s3.headObject({ Bucket: one.bucket, Key: one.key })
        .then(() => false, (error) => error.name === "NotFound");
  }
}
