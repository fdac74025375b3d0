// Records with AWS's SDK for JavaScript until it is stopped: {url} {token} {stop file}.
import { S3 } from "@aws-sdk/client-s3";
import { SageMaker } from "@aws-sdk/client-sagemaker";
import { isStopped, sha256, tell, token, untilDone, url } from "./until_done.ts";

const common = {
  region: "local",
  endpoint: url,
  credentials: { accessKeyId: token, secretAccessKey: "local" },
  maxAttempts: 1,
};
const sagemaker = new SageMaker(common);
const s3 = new S3({ ...common, forcePathStyle: true });
const Bucket = "kills-sdk";
const exists = ({ message }: Error): boolean => /already/.test(message);

await untilDone(() => s3.createBucket({ Bucket }), exists);
for (let number = 0; !isStopped(); number++) {
  const TrialComponentName = `sdk-${number}`;
  await untilDone(() =>
    sagemaker.createTrialComponent({
      TrialComponentName,
      Parameters: { number: { NumberValue: number } },
    }), exists);
  tell({ kind: "component", name: TrialComponentName, parameters: { number } });
  await untilDone(() =>
    sagemaker.updateTrialComponent({
      TrialComponentName,
      Parameters: { state: { StringValue: "updated" } },
      Status: { PrimaryStatus: "Completed" },
    })
  );
  const parameters = { number, state: "updated" };
  tell({ kind: "component", name: TrialComponentName, parameters });
  const uri = `s3://${Bucket}/${number}`;
  await untilDone(
    () => sagemaker.createArtifact({ ArtifactType: "file", Source: { SourceUri: uri } }),
    exists,
  );
  tell({ kind: "artifact", uri });
  const body = Uint8Array.from({ length: 1 + number * 997 % 60_000 }, (_, at) => at * 31 + number);
  const digest = await sha256(body);
  for (const key of [`${number}`, "latest"]) {
    await untilDone(() => s3.putObject({ Bucket, Key: key, Body: body }));
    tell({ kind: "object", bucket: Bucket, key, sha256: digest });
  }
  if (number % 3 !== 2) continue;
  await untilDone(() => s3.deleteObject({ Bucket, Key: `${number - 1}` }));
  tell({ kind: "gone", bucket: Bucket, key: `${number - 1}` });
}
