import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type Machine, makeMachine } from "../support/machine.ts";

const CHILD = new URL("endpoints_child.ts", import.meta.url);

const KEYS = { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "secret", AWS_REGION: "local" };

/** The machine's service by a name, since the AWS SDK asks addresses for buckets in the path anyway. */
function endpointOf({ endpoint }: Machine): string {
  return endpoint.replace("127.0.0.1", "localhost");
}

/** Checks that everything went to the machine's service, buckets in the path. */
function assertAllHere(machine: Machine): void {
  const { requests } = machine;
  const host = endpointOf(machine).replace("http://", "");
  const strangers = requests.filter((request) => !request.includes(` ${host}/`));
  assertEquals(strangers, []);
  assertEquals(requests.filter((request) => request.endsWith("/BatchPutMetrics")).length, 1);
  assertMatch(
    requests.find((request) => request.endsWith("/note.txt")) ?? "",
    /^PUT .*\/sagemaker-/,
  );
}

/** Each way of configuring one endpoint for every service. */
const WAYS: readonly (readonly [
  string,
  (endpoint: string) => string,
  (endpoint: string) => Record<
    string,
    string
  >,
])[] = [
  ["AWS_ENDPOINT_URL", () => "", (endpoint) => ({ AWS_ENDPOINT_URL: endpoint })],
  [
    "endpoint_url of the default profile",
    (endpoint) => `[default]\nendpoint_url = ${endpoint}\n`,
    () => ({}),
  ],
  [
    "endpoint_url of a named profile",
    (endpoint) => `[profile here]\nendpoint_url = ${endpoint}\n`,
    // A profile beside keys: the profile's keys go first.
    () => ({ AWS_PROFILE: "here" }),
  ],
  [
    "the services section of a profile",
    (endpoint) =>
      "[default]\nservices = mine\n[services mine]\n" +
      ["sagemaker", "sagemaker_metrics", "s3"].map((name) =>
        `${name} =\n  endpoint_url = ${endpoint}\n`
      ).join(""),
    () => ({}),
  ],
];

for (const [way, config, env] of WAYS) {
  Deno.test(`${way} takes SageMaker, Metrics and S3, with buckets in the path`, async () => {
    await using machine = await makeMachine();
    await machine.write(".aws/config", config(endpointOf(machine)));
    await machine.write(
      ".aws/credentials",
      "[here]\naws_access_key_id = id\naws_secret_access_key = secret\n",
    );
    const said = await machine.run(CHILD, { ...KEYS, ...env(endpointOf(machine)) });
    assertStringIncludes(said, "recorded");
    assertStringIncludes(said, `is recorded to ${endpointOf(machine)}`);
    assertAllHere(machine);
  });
}

Deno.test("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS keeps a session at AWS's own endpoints", async () => {
  await using machine = await makeMachine();
  const script = `${machine.home}/where.ts`;
  await machine.write(
    "where.ts",
    `import { awsSession } from "${new URL("../../mod.ts", import.meta.url)}";
    const session = await awsSession();
    console.log(session.location, session.metricsEndpoint);`,
  );
  const env = {
    ...KEYS,
    AWS_ENDPOINT_URL: machine.endpoint,
    AWS_ENDPOINT_URL_SAGEMAKER_METRICS: machine.endpoint,
  };
  const where = new URL(`file://${script}`);
  assertEquals(await machine.run(where, env), `${machine.endpoint} ${machine.endpoint}`);
  assertEquals(
    await machine.run(where, { ...env, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" }),
    "SageMaker in local undefined",
  );
});
