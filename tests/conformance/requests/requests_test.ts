/**
 * Generated requests from botocore's models, from valid to hostile, over HTTP to a served store:
 * `RUNLOG_REQUESTS=30000` sends more.
 */
import { assert, assertEquals, assertLess } from "@std/assert";
import { checkStore } from "../../../src/local.ts";
import { SEED } from "../../support/dice.ts";
import { patienceOf } from "../../support/pace.ts";
import { Exchange } from "./exchange.ts";
import type { Fault } from "./sender.ts";
import { type Memory, startWatchedServer } from "./watched_server.ts";

const REQUESTS = Number(Deno.env.get("RUNLOG_REQUESTS") ?? 2_000);
/** Requests between two looks at everything that was acknowledged. */
const READ_EVERY = Math.max(500, REQUESTS / 10);
/** An answer takes milliseconds. */
const LONGEST_ANSWER_MS = 20_000;
/** Requests after which all code is loaded and compiled, and all caches are full. */
const WARM = Math.floor(REQUESTS / 2);
const MEGABYTE = 1024 ** 2;

Deno.test(`${REQUESTS} generated requests are answered as AWS's models say, and what is acknowledged is read back`, async () => {
  console.log(`RUNLOG_SEED=${SEED}`);
  const faults: Fault[] = [];
  await using server = await startWatchedServer();
  using exchange = await Exchange.begin(server, SEED, patienceOf(LONGEST_ANSWER_MS));
  const memory: Memory[] = [];
  for (let sent = 1; sent <= REQUESTS && faults.length < 10; sent++) {
    faults.push(...await exchange.next());
    if (sent % READ_EVERY === 0) faults.push(...await exchange.readBack.everything());
    if (sent === WARM || sent === REQUESTS) memory.push(await server.memory());
  }
  console.log(JSON.stringify(Object.fromEntries([...exchange.sender.counts].toSorted())));
  console.log(`${exchange.readBack.compared} read back; memory ${JSON.stringify(memory)}`);
  assertEquals(faults.map(wordsOf), []);
  assertEquals(server.complaints(), "");
  assertEquals((await checkStore(server.folder)).damage, []);
  const [before, after] = memory;
  assert(before && after);
  assertLess(after.heapUsed - before.heapUsed, 16 * MEGABYTE);
  assertLess(after.rss - before.rss, 128 * MEGABYTE);
  // Which of the ninety operations a seed reaches with valid requests differs.
  assert(exchange.acknowledged.size > 40, `${[...exchange.acknowledged]}`);
});

function wordsOf({ complaint, request, answer }: Fault): string {
  const { method, target, headers, body } = request;
  const text = new TextDecoder();
  return [
    complaint,
    `  ${method} ${target.slice(0, 300)}`,
    ...headers.map(([name, value]) => `  ${name}: ${JSON.stringify(value.slice(0, 200))}`),
    `  ${JSON.stringify(text.decode(body).slice(0, 1_500))}`,
    ...answer ? [`  -> ${answer.status} ${text.decode(answer.body).slice(0, 500)}`] : [],
  ].join("\n");
}
