/** Endpoints that redirect, answer with what is no answer, or break answers off. */
import { gzipSync } from "node:zlib";
import { assert, assertEquals, assertLessOrEqual, assertMatch } from "@std/assert";
import { type ScriptRuntime, startScript } from "../support/children.ts";
import { faultServer } from "../support/fault_server.ts";
import { nameRun } from "../../src/rules/names.ts";
import { patienceOf, watchPace } from "../support/pace.ts";
import { wholeSeries } from "../support/points.ts";
import { temporaryService } from "../support/services.ts";
import {
  type Behavior,
  drip,
  type Exchange,
  faultyProxy,
  pass,
  wireAnswer,
} from "./faulty_proxy.ts";
import type { HostileOutcome, HostilePlan, HostileService } from "./hostile_plan.ts";

const RUNTIMES: readonly ScriptRuntime[] = ["deno", "bun", "node"];
const JSON_TYPE = { "content-type": "application/json" };
const PAGE = "<!doctype html><html><head><title>Sign in</title></head></html>";
const SERVICES: readonly HostileService[] = ["opening", "ending", "metrics", "files"];

/** The requests of each kind. */
const OPERATIONS: Readonly<Record<HostileService, RegExp>> = {
  opening: /^CreateExperiment$/,
  ending: /^UpdateTrialComponent$/,
  metrics: /^PUT \/BatchPutMetrics$/,
  files: /^PUT \/[^/]+\/trial-component-artifacts\//,
};

function says(
  status: number,
  body: string | ReturnType<typeof gzipSync> = "",
  headers: Readonly<Record<string, string>> = JSON_TYPE,
): Behavior {
  return ({ socket }) => void socket.write(wireAnswer(status, body, headers));
}

/** An answer whose length is not what its head says. */
function saysLength(length: number): Behavior {
  return ({ socket }) =>
    void socket.end(
      `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\netag: "1"\r\ncontent-length: ` +
        `${length}\r\n\r\n{"Errors":[],"TrialComponentArn":"arn"}`,
    );
}

/** What an endpoint does, and what is told of it. */
const HOSTILITIES: Readonly<Record<string, readonly [Behavior, RegExp]>> = {
  "answers 200 and nothing": [says(200), /nothing|lacks the ARN|NetworkError/],
  "answers 204": [says(204), /nothing|lacks the ARN/],
  "answers 200 with an error": [
    says(200, '{"__type":"ThrottlingException"}'),
    /Throttling|status|lacks the ARN/,
  ],
  "answers 200 with an error's header": [
    says(200, "{}", { ...JSON_TYPE, "x-amzn-errortype": "ThrottlingException" }),
    /Throttling|lacks the ARN|not an answer/,
  ],
  "answers 200 with other JSON": [
    says(200, '{"login":"required"}'),
    /not an answer|nothing|not come from/,
  ],
  "answers 200 with a list": [says(200, "[]"), /not an answer|nothing/],
  "answers 200 with a page": [says(200, PAGE, { "content-type": "text/html" }), /"Sign in"|a page/],
  "answers 200 with a page that says to be JSON": [says(200, PAGE), /"Sign in"/],
  "answers 401 with a page": [says(401, PAGE, { "content-type": "text/html" }), /401/],
  "answers 403 with a page": [says(403, PAGE, { "content-type": "text/html" }), /403/],
  "throttles": [
    says(400, '{"__type":"ThrottlingException"}'),
    /Throttling|status 400/,
  ],
  "ends answers too early": [saysLength(20), /not an answer|nothing/],
  "says that more comes, and hangs up": [saysLength(1_000), /Cannot reach|No answer/],
  "breaks off what it compressed": [
    says(200, gzipSync(PAGE.repeat(100)).subarray(0, 40), {
      ...JSON_TYPE,
      "content-encoding": "gzip",
    }),
    /Cannot reach|not an answer|not come from|nothing/,
  ],
  "hangs up": [({ socket }) => void socket.destroy(), /Cannot reach/],
  "drips": [drip, /got no answer \(\d+ (try|tries) in|enough|[Aa]bort|signal/],
};

/** One hostility towards one kind of request. */
interface Trial {
  readonly what: string;
  readonly service: HostileService;
  readonly behave: Behavior;
  readonly told: RegExp;
}

/** Carries trials out in every runtime; each has a proxy of its own. */
async function carryOut(
  trials: readonly Trial[],
  /** Whether the endpoint is hostile to the n-th of those requests, from 0. */
  isHostile: (request: number) => boolean,
  check: (trial: Trial, outcome: HostileOutcome, points: number, which: string) => void,
): Promise<void> {
  for (const runtime of RUNTIMES) {
    await using service = await temporaryService();
    using pace = watchPace();
    await using proxies = new AsyncDisposableStack();
    const patienceMs = patienceOf(3_000);
    const plans: HostilePlan[] = [];
    for (const [index, trial] of trials.entries()) {
      let seen = 0;
      const behavior = (exchange: Exchange): void | Promise<void> =>
        OPERATIONS[trial.service].test(exchange.operation) && isHostile(seen++)
          ? trial.behave(exchange)
          : pass(exchange);
      const { url: endpoint } = proxies.use(await faultyProxy(service.fetch, behavior));
      plans.push({
        endpoint,
        service: trial.service,
        runName: `run-${index}`,
        patienceMs,
      });
    }
    const child = await startScript(runtime, "tests/faults/hostile_child.ts", [
      JSON.stringify(plans),
    ]);
    const { code, stdout, stderr } = await child.output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    const outcomes = JSON.parse(new TextDecoder().decode(stdout)) as readonly HostileOutcome[];
    const mostMs = patienceMs + pace.limitOf(1_000);
    for (const [index, trial] of trials.entries()) {
      const which = `${trial.service} in ${runtime}: ${trial.what}`;
      const outcome = outcomes[index];
      assert(outcome, which);
      assertLessOrEqual(outcome.tookMs, mostMs, which);
      const { steps } = await service.metrics.read(
        wholeSeries(nameRun("hostile", outcome.runName).trialComponentName, "loss"),
      );
      check(trial, outcome, steps.length, which);
    }
    console.log(`hostile endpoints in ${runtime}: ${trials.length} trials, 0 failures`);
  }
}

const TRIALS: readonly Trial[] = Object.entries(HOSTILITIES).flatMap(([what, [behave, told]]) =>
  SERVICES.map((service) => ({ what, service, behave, told }))
);

Deno.test("an endpoint that stays hostile is reported within the limit, and nothing counts as delivered", async () => {
  await carryOut(TRIALS, () => true, ({ service, told }, outcome, points, which) => {
    assertEquals([outcome.acknowledged, points], [0, 0], which);
    assertMatch(outcome.error ?? "delivered", told, which);
    if (service !== "files") {
      assertMatch(outcome.error ?? "", /127\.0\.0\.1|us-east-1|bort|signal|enough/);
    }
  });
});

Deno.test("an endpoint that is hostile to the first request only gets everything once, or it is reported", async () => {
  await carryOut(TRIALS, (request) => request === 0, ({ service }, outcome, points, which) => {
    const logged = service === "metrics" ? 30 : 0;
    if (outcome.error === undefined) assertEquals([outcome.acknowledged, points], [logged, logged]);
    // One batch was refused for good.
    else if (service === "metrics") assertEquals(points, logged - 10, which);
  });
});

Deno.test("a redirect to another host is followed by no service, and named", async () => {
  await using other = await faultServer((socket) => socket.end(wireAnswer(200, "{}", JSON_TYPE)));
  const trials = [301, 302, 303, 307, 308].flatMap((status) =>
    SERVICES.map((service): Trial => ({
      what: `answers ${status}`,
      service,
      behave: says(status, "", { location: `${other.url}/elsewhere` }),
      told: new RegExp(
        `127.0.0.1:\\d+ redirects to ${new URL(other.url).host}. Redirects are not followed`,
      ),
    }))
  );
  await carryOut(trials, () => true, ({ told }, outcome, points, which) => {
    assertEquals([outcome.acknowledged, points], [0, 0], which);
    assertMatch(outcome.error ?? "delivered", told, which);
  });
  assertEquals(other.requests(), 0);
});
