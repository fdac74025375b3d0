import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { actionsOf, guard, type GuardedService, type Policy, readPolicy } from "../support/iam.ts";
import { temporaryService } from "../support/services.ts";
import { runTool } from "../support/tools.ts";

const MAIN = fromFileUrl(new URL("../../src/cli/main.ts", import.meta.url));
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));
const PLACE = { region: "eu-west-1", accountId: "123456789012" } as const;
const BUCKET = `sagemaker-${PLACE.region}-${PLACE.accountId}`;
const VALUES = {
  REGION: PLACE.region,
  ACCOUNT: PLACE.accountId,
  BUCKET,
  EXPERIMENT: "demo",
};

/** What `runlog doctor --json` writes of AWS. */
interface Report {
  readonly caller: { readonly arn: string; readonly accountId: string };
  readonly experiments: { readonly state: string };
  readonly bucket: { readonly name: string; readonly state: string };
  readonly permissions: readonly {
    readonly action: string;
    readonly verdict: string;
    readonly reason?: string;
  }[];
  readonly writes?: {
    readonly answers: readonly { readonly question: string; readonly answer: string }[];
    readonly leftovers: readonly string[];
  };
}

/** AWS on this machine, behind policies. */
interface Aws extends AsyncDisposable {
  readonly guarded: GuardedService;
  /** Requests' scopes: `{date}/{region}/{service}/aws4_request`. */
  readonly scopes: ReadonlySet<string>;
  /** Answers in the service's place. */
  answer: (request: Request) => Response | undefined;
  doctor(...args: readonly string[]): Promise<{ code: number; output: string }>;
  report(...args: readonly string[]): Promise<Report>;
  /** Experiments, trials, components and artifacts in the service. */
  contents(): Promise<number>;
}

async function startAws({ hasBucket = true } = {}): Promise<Aws> {
  const service = await temporaryService(PLACE);
  if (hasBucket) {
    await service.fetch(new Request(`http://runlog.local/${BUCKET}`, { method: "PUT" }));
  }
  const guarded = guard(service, PLACE);
  const scopes = new Set<string>();
  const home = await Deno.makeTempDir({ prefix: "runlog-doctor-" });
  const listen = { hostname: "127.0.0.1", port: 0, onListen() {} };
  const server = Deno.serve(listen, (request) => {
    const signed = request.headers.get("authorization") ?? "";
    scopes.add(/Credential=[^/]+\/\d+\/([^,]+)/.exec(signed)?.[1] ?? "");
    return aws.answer(request) ?? guarded.fetch(request);
  });
  const doctor: Aws["doctor"] = async (...args) => {
    const { PATH = "", HOME = "", DENO_DIR = `${HOME}/.cache/deno` } = Deno.env.toObject();
    return await runTool(
      Deno.execPath(),
      ["run", "--quiet", "--no-check", "-A", `--config=${CONFIG}`, MAIN, "doctor"]
        .concat(["--session", "aws"], args),
      {
        clearEnv: true,
        cwd: home,
        env: {
          PATH,
          HOME: home,
          DENO_DIR,
          NO_COLOR: "1",
          AWS_REGION: PLACE.region,
          AWS_ACCESS_KEY_ID: "id",
          AWS_SECRET_ACCESS_KEY: "secret",
          AWS_ENDPOINT_URL: `http://127.0.0.1:${server.addr.port}`,
        },
      },
    );
  };
  const count = async (operation: string, member: string): Promise<number> => {
    const answer = await service.fetch(
      new Request("http://runlog.local/", {
        method: "POST",
        headers: { "x-amz-target": `SageMaker.${operation}` },
        body: "{}",
      }),
    );
    return (await answer.json())[member].length;
  };
  const aws: Aws = {
    guarded,
    scopes,
    answer: () => undefined,
    doctor,
    async report(...args) {
      const { code, output } = await doctor("--json", ...args);
      assertEquals(code, 0, output);
      return JSON.parse(output).aws;
    },
    contents: async () =>
      await count("ListExperiments", "ExperimentSummaries") +
      await count("ListTrials", "TrialSummaries") +
      await count("ListTrialComponents", "TrialComponentSummaries") +
      await count("ListArtifacts", "ArtifactSummaries"),
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await service.close();
      await Deno.remove(home, { recursive: true });
    },
  };
  return aws;
}

async function policies(...names: readonly string[]): Promise<readonly Policy[]> {
  return await Promise.all(names.map((name) => readPolicy(name, VALUES)));
}

function actionsThat(verdict: string, { permissions }: Report): readonly string[] {
  return permissions.filter((one) => one.verdict === verdict).map(({ action }) => action).sort();
}

const EVERYTHING = ["record", "read", "delete", "sync", "jobs"] as const;

/** What nothing tries: a bucket would stay. */
const UNTRIED = ["s3:CreateBucket"];

Deno.test("runlog doctor --session aws says who the caller is, by a request signed for STS", async () => {
  await using aws = await startAws();
  const { caller, experiments, bucket } = await aws.report();
  assertEquals(caller, { arn: `arn:aws:iam::${PLACE.accountId}:root`, accountId: PLACE.accountId });
  assertEquals([experiments.state, bucket.name, bucket.state], ["available", BUCKET, "own"]);
  assertEquals([...aws.scopes].sort(), [
    "eu-west-1/s3/aws4_request",
    "eu-west-1/sagemaker/aws4_request",
    "eu-west-1/sts/aws4_request",
  ]);
});

Deno.test("runlog doctor --session aws changes nothing, and calls what only writing tells unknown", async () => {
  await using aws = await startAws();
  aws.guarded.allow(await policies(...EVERYTHING));
  const report = await aws.report();
  assertEquals(actionsThat("denied", report), []);
  const writes = [...actionsOf(await policies("record", "delete", "sync"))]
    .filter((action) => !/:(?:List|Describe|Get|Query|Search)/.test(action));
  // No run has metrics to read.
  assertEquals(
    actionsThat("unknown", report),
    [...new Set([...writes, "sagemaker:BatchGetMetrics", ...UNTRIED])].sort(),
  );
  assertEquals(await aws.contents(), 0);
});

Deno.test("runlog doctor --session aws --write finds every permission granted, and leaves nothing behind", async () => {
  await using aws = await startAws();
  aws.guarded.allow(await policies(...EVERYTHING));
  const report = await aws.report("--write");
  assertEquals(actionsThat("denied", report), []);
  assertEquals(actionsThat("unknown", report), UNTRIED);
  assertEquals(report.writes?.leftovers, []);
  assertEquals(await aws.contents(), 0);
  assert(aws.guarded.actions.has("s3:AbortMultipartUpload"));
  assert(!aws.guarded.actions.has("s3:CreateBucket"));
  assertEquals(
    report.permissions.map(({ action }) => action).sort(),
    [...actionsOf(await policies(...EVERYTHING))].sort(),
  );
});

Deno.test("runlog doctor --session aws names exactly what the policy for reading lacks", async () => {
  await using aws = await startAws();
  aws.guarded.allow(await policies("read"));
  const report = await aws.report("--write");
  const granted = actionsOf(await policies("read"));
  for (const action of actionsThat("granted", report)) assert(granted.has(action), action);
  for (const action of actionsThat("denied", report)) assert(!granted.has(action), action);
  for (
    const action of [
      "sagemaker:CreateExperiment",
      "sagemaker:CreateTrialComponent",
      "sagemaker:CreateArtifact",
      "s3:PutObject",
      "sagemaker:DescribeTrainingJob",
    ]
  ) assert(actionsThat("denied", report).includes(action), action);
  const [denied] = report.permissions.filter(({ action }) => action === "s3:PutObject");
  assertStringIncludes(denied?.reason ?? "", "not authorized to perform: s3:PutObject");
  assertEquals(await aws.contents(), 0);
});

Deno.test("runlog doctor --session aws --write names what it could not delete again", async () => {
  await using aws = await startAws();
  aws.guarded.allow(await policies("record"));
  const report = await aws.report("--write");
  assertEquals(
    report.writes?.leftovers.map((left) => left.replace(/ \S*$/, "")),
    ["experiment", "run group", "run", "association", "artifact", "link to the"],
  );
  assert(actionsThat("denied", report).includes("sagemaker:DeleteExperiment"));
  // It is tried, and refused for what hangs on it: the right is there.
  assert(actionsThat("granted", report).includes("s3:DeleteObject"));
});

Deno.test("runlog doctor --session aws --write tells that an upload cannot be aborted, and names the upload", async () => {
  await using aws = await startAws();
  const banned = "s3:AbortMultipartUpload";
  const all = await policies(...EVERYTHING);
  aws.guarded.allow(all.map(({ Statement }) => ({
    Statement: Statement.map(({ Action, ...rest }) => ({
      ...rest,
      Action: Action.filter((action) => action !== banned),
    })),
  })));
  const report = await aws.report("--write");
  assertEquals(actionsThat("denied", report), [banned]);
  const [left = "", ...others] = report.writes?.leftovers ?? [];
  assertMatch(left, /^upload \S+ of s3:\/\/\S+probe\.txt$/);
  assertEquals(others, []);
});

Deno.test("runlog doctor --session aws says why it does not try to create the bucket", async () => {
  for (const hasBucket of [true, false]) {
    await using aws = await startAws({ hasBucket });
    const { permissions } = await aws.report("--write");
    const told = permissions.find(({ action }) => action === "s3:CreateBucket");
    assertEquals(told?.verdict, "unknown");
    const reason = hasBucket
      ? "only a bucket that does not exist"
      : `the first file creates ${BUCKET}`;
    assertStringIncludes(told?.reason ?? "", reason);
    assert(!aws.guarded.actions.has("s3:CreateBucket"));
  }
});

Deno.test("runlog doctor --session aws tells a bucket that is missing, another account's, or elsewhere", async () => {
  const answers: readonly (readonly [string, () => Response | undefined])[] = [
    ["missing", () => undefined],
    [
      "elsewhere",
      () => new Response(null, { status: 301, headers: { "x-amz-bucket-region": "us-west-2" } }),
    ],
    ["unknown", () => new Response(null, { status: 403 })],
  ];
  for (const [state, answer] of answers) {
    await using aws = await startAws({ hasBucket: false });
    aws.answer = ({ method }) => method === "HEAD" ? answer() : undefined;
    assertEquals((await aws.report()).bucket.state, state);
  }
  await using aws = await startAws();
  aws.answer = ({ method, headers }) =>
    method === "HEAD" && headers.has("x-amz-expected-bucket-owner")
      ? new Response(null, { status: 403 })
      : undefined;
  assertEquals((await aws.report()).bucket.state, "foreign");
});

Deno.test("runlog doctor --session aws says that a region has no Experiments, or does not answer", async () => {
  await using aws = await startAws();
  const isListing = ({ headers }: Request): boolean =>
    headers.get("x-amz-target") === "SageMaker.ListExperiments";
  const cases = [["UnknownOperationException", 400, "missing"], [
    "ServiceUnavailable",
    503,
    "unknown",
  ]] as const;
  for (const [code, status, state] of cases) {
    aws.answer = (request) =>
      isListing(request) ? Response.json({ __type: code }, { status }) : undefined;
    assertEquals((await aws.report()).experiments.state, state);
  }
});

Deno.test("runlog doctor --session aws --write reports what AWS does not document, without the account", async () => {
  await using aws = await startAws();
  let throttled = 0;
  aws.answer = ({ method, headers }) => {
    if (method === "OPTIONS") return new Response(null, { status: 403 });
    const isThrottled = headers.get("x-amz-target") === "SageMaker.DisassociateTrialComponent" &&
      ++throttled <= 3;
    return isThrottled
      ? Response.json({ __type: "ThrottlingException" }, { status: 400 })
      : undefined;
  };
  const { code, output } = await aws.doctor("--write");
  assertEquals(code, 0, output);
  const [, report = ""] = output.split("AWS does not document");
  assertMatch(report, /- letter case of a trial's ARN: lower case/);
  // The local service refuses what AWS's pattern does not admit.
  for (const character of ["line feed", "carriage return", "U\\+0085", "U\\+2028", "U\\+2029"]) {
    const line = `- ${character} in a parameter's value: rejected: ValidationException`;
    assertMatch(report, new RegExp(line));
  }
  assertMatch(report, /- CORS: a preflight to SageMaker: HTTP 403, no origin allowed/);
  assertMatch(report, /- throttling of single requests: 1 seen/);
  assert(!report.includes(PLACE.accountId), report);
  assertEquals(await aws.contents(), 0);
});

Deno.test("runlog doctor --session aws without credentials says what was tried", async () => {
  await using aws = await startAws();
  aws.answer = () =>
    new Response(
      "<Error><Code>InvalidClientTokenId</Code><Message>The security token is invalid</Message></Error>",
      { status: 403 },
    );
  const { code, output } = await aws.doctor();
  assertEquals(code, 1);
  assertStringIncludes(output, "The security token is invalid");
});
