import { assertEquals, assertGreater } from "@std/assert";
import type { LocalService } from "../../src/local.ts";
import { temporaryService } from "../support/services.ts";
import { type Exchange, faultyProxy, pass, wireAnswer } from "./faulty_proxy.ts";
import { recordIn, RUNTIMES, withPage } from "./launch.ts";
import type { Recording } from "./recorder.ts";
import { assertEveryPointOnce } from "./stored.ts";

const POINTS = 2_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const REQUESTS_A_KEY = 30;

/** The answer to a request that is not taken. */
type Refusal = (exchange: Exchange) => Uint8Array | undefined;

for (const runtime of RUNTIMES) {
  Deno.test(`in ${runtime}, credentials that expire again and again, earlier than they said, lose nothing`, async () => {
    await using service = await temporaryService();
    const uses = new Map<string, number>();
    const refusals = await trial(service, { runName: "expired" }, runtime, ({ headers }) => {
      const key = /Credential=([^/]+)/.exec(headers.get("authorization") ?? "")?.[1] ?? "";
      const used = uses.get(key) ?? 0;
      uses.set(key, used + 1);
      return used < REQUESTS_A_KEY ? undefined : refusal("ExpiredTokenException", Date.now());
    });
    assertGreater(uses.size, POINTS / 10 / REQUESTS_A_KEY - 1);
    console.log(`expired credentials in ${runtime}: 1 trial, ${refusals} refusals, 0 failures`);
  });

  for (
    const [which, runName, offset, jumpMs] of [
      ["an hour slow", "slow", HOUR_MS, 0],
      ["an hour fast", "fast", -HOUR_MS, 0],
      ["set back by an hour in the middle of a run", "jumping", 0, -HOUR_MS],
      ["set forward by an hour in the middle of a run", "summer", 0, HOUR_MS],
      ["set back by a day in the middle of a run", "yesterday", 0, -DAY_MS],
      ["that falls back to 1970 in the middle of a run", "epoch", 0, -Date.now()],
    ] as const
  ) {
    Deno.test(`in ${runtime}, a clock ${which} loses nothing`, async () => {
      await using service = await temporaryService();
      const refusals = await trial(service, { runName, jumpMs }, runtime, ({ headers }) => {
        const now = Date.now() + offset;
        const signed = signingTime(headers.get("x-amz-date") ?? "");
        return Math.abs(now - signed) < 300_000 ? undefined : refusal("RequestTimeTooSkewed", now);
      });
      console.log(`a clock ${which} in ${runtime}: 1 trial, ${refusals} refusals, 0 failures`);
    });
  }
}

/** Records through a service that refuses some requests; gives how many, of which there must be some. */
async function trial(
  service: LocalService,
  plan: Pick<Recording, "runName" | "jumpMs">,
  runtime: typeof RUNTIMES[number],
  refuse: Refusal,
): Promise<number> {
  let refusals = 0;
  await using proxy = await faultyProxy(
    (request) => withPage(request, service.fetch),
    (exchange) => {
      const refused = exchange.bringsMetrics ? refuse(exchange) : undefined;
      if (!refused) return pass(exchange);
      refusals++;
      exchange.socket.write(refused);
    },
  );
  const recording = { ...plan, endpoint: proxy.url, points: POINTS, closeMs: 300_000 };
  const [recorded] = await recordIn(runtime, [recording], 1);
  assertEquals([recorded?.stats.acknowledged, recorded?.error], [POINTS, undefined]);
  await assertEveryPointOnce(service, plan.runName, POINTS, plan.runName);
  assertGreater(refusals, 0);
  return refusals;
}

function refusal(code: string, now: number): Uint8Array {
  const headers = { "content-type": "application/json", date: new Date(now).toUTCString() };
  return wireAnswer(403, JSON.stringify({ __type: code, message: code }), headers);
}

/** `20261123T213000Z` in milliseconds since 1970. */
function signingTime(text: string): number {
  return Date.parse(text.replace(/^(....)(..)(..T..)(..)/, "$1-$2-$3:$4:"));
}
