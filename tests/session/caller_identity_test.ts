import { assertEquals, assertRejects } from "@std/assert";
import { awsSession } from "../../mod.ts";
import { getCallerIdentity } from "../../src/session.ts";
import { stsHostname } from "../../src/session/caller_identity.ts";
import { startMoto } from "../support/moto.ts";

const CREDENTIALS = { accessKeyId: "id", secretAccessKey: "secret" };

Deno.test("getCallerIdentity() reads the answer of STS as others write it", async () => {
  await using moto = await startMoto();
  await using session = await awsSession({
    region: "us-east-1",
    endpoint: moto.url,
    credentials: CREDENTIALS,
  });
  const { arn, accountId } = await getCallerIdentity(session);
  assertEquals([accountId, arn.split(":").slice(0, 3)], ["123456789012", ["arn", "aws", "sts"]]);
});

Deno.test("getCallerIdentity() gives the error of STS its code and message", async () => {
  const refusal = "<ErrorResponse><Error><Code>InvalidClientTokenId</Code>" +
    "<Message>The security token included in the request is invalid.</Message></Error></ErrorResponse>";
  await using session = await awsSession({
    region: "us-east-1",
    credentials: CREDENTIALS,
    fetch: () => Promise.resolve(new Response(refusal, { status: 403 })),
  });
  const error = await assertRejects(() => getCallerIdentity(session), Error);
  assertEquals(
    [error.name, error.message],
    ["InvalidClientTokenId", "The security token included in the request is invalid."],
  );
});

Deno.test("getCallerIdentity() asks STS beside SageMaker, in each partition, and leaves SageMaker's signatures alone", async () => {
  const hosts: string[] = [];
  const scopes: string[] = [];
  await using session = await awsSession({
    region: "eu-west-1",
    credentials: CREDENTIALS,
    fetch: (request) => {
      hosts.push(new URL(request.url).host);
      const signed = request.headers.get("authorization") ?? "";
      scopes.push(/\d+\/([^,]+)\/aws4_request/.exec(signed)?.[1] ?? "");
      return Promise.resolve(
        hosts.length === 1
          ? new Response("<R><Arn>arn:aws:iam::1:root</Arn><Account>1</Account></R>")
          : Response.json({ ExperimentSummaries: [] }),
      );
    },
  });
  assertEquals(await getCallerIdentity(session), { arn: "arn:aws:iam::1:root", accountId: "1" });
  await session.sagemaker.call("ListExperiments", {});
  assertEquals(hosts, ["sts.eu-west-1.amazonaws.com", "api.sagemaker.eu-west-1.amazonaws.com"]);
  assertEquals(scopes, ["eu-west-1/sts", "eu-west-1/sagemaker"]);
});

Deno.test("stsHostname() follows SageMaker's forms, and leaves other hosts alone", () => {
  const cases = [
    ["api.sagemaker.cn-north-1.amazonaws.com.cn", "sts.cn-north-1.amazonaws.com.cn"],
    ["api-fips.sagemaker.us-east-1.amazonaws.com", "sts-fips.us-east-1.amazonaws.com"],
    ["api-fips.sagemaker.us-gov-west-1.amazonaws.com", "sts.us-gov-west-1.amazonaws.com"],
    ["api.sagemaker.us-east-1.api.aws", "sts.us-east-1.api.aws"],
    ["localhost", "localhost"],
  ] as const;
  for (const [sageMaker, sts] of cases) assertEquals(stsHostname(sageMaker), sts);
});
