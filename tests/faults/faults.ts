/** What a network and a service do to requests, each of them as often as the dice say. */
import { patienceOf } from "../support/pace.ts";
import {
  type Behavior,
  type Exchange,
  type FaultyProxy,
  pass,
  wireAnswer,
} from "./faulty_proxy.ts";

/** The recorder's limit for one attempt: on a busy machine, faults alone should run into it. */
export const ATTEMPT_MS = patienceOf(1_500);
const LONG_MS = ATTEMPT_MS + 500;
const OUTAGE_MS = 250;
const JSON_TYPE = { "content-type": "application/json" };

/** One kind of fault. */
export interface Fault {
  /** What happens. */
  readonly name: string;
  /** How often, from 0 to 1. */
  readonly chance: number;
  /** Whether it can happen to a request. */
  readonly applies?: (exchange: Exchange) => boolean;
  /** Does it. */
  readonly happen: (
    exchange: Exchange,
    proxy: FaultyProxy,
    random: () => number,
  ) => void | Promise<void>;
}

/** The 14 faults. */
export const FAULTS: readonly Fault[] = [
  { name: "throttling", chance: 0.1, happen: says(400, '{"__type":"ThrottlingException"}') },
  {
    name: "status 429 with Retry-After",
    chance: 0.1,
    happen: ({ socket }, _proxy, random) => {
      const wait = random() < 0.05 ? "1" : "0";
      socket.write(wireAnswer(429, "{}", { ...JSON_TYPE, "retry-after": wait }));
    },
  },
  { name: "status 500", chance: 0.15, happen: says(500, '{"__type":"InternalFailure"}') },
  { name: "status 503", chance: 0.15, happen: says(503, '{"__type":"ServiceUnavailable"}') },
  { name: "connections refused", chance: 0.006, happen: (_, proxy) => proxy.refuse(OUTAGE_MS) },
  {
    name: "a reset before the answer",
    chance: 0.15,
    happen: ({ socket }) => void socket.resetAndDestroy(),
  },
  {
    name: "a reset during the answer",
    chance: 0.15,
    happen: async ({ socket, take }) => {
      const answer = await take();
      socket.write(answer.subarray(0, answer.length - 1), () => socket.resetAndDestroy());
    },
  },
  {
    name: "a fresh connection reset after the points were stored",
    chance: 0.5,
    applies: ({ position }) => position === 0,
    happen: resetAfterStoring,
  },
  {
    name: "a pooled connection reset after the points were stored",
    chance: 0.15,
    applies: ({ position }) => position > 0,
    happen: resetAfterStoring,
  },
  { name: "no answer", chance: 0.03, happen: () => {} },
  {
    name: "an answer that drips",
    chance: 0.03,
    happen: async ({ socket, take }) => {
      const answer = await take();
      const drop = Math.ceil(answer.length / 6);
      for (let at = 0; at < answer.length && !socket.destroyed; at += drop) {
        socket.write(answer.subarray(at, at + drop));
        await new Promise((resolve) => setTimeout(resolve, LONG_MS / 6));
      }
    },
  },
  { name: "truncated JSON", chance: 0.15, happen: storesAndSays('{"Errors":[{"Code"') },
  {
    name: "a page of HTML",
    chance: 0.15,
    happen: storesAndSays("<!doctype html><title>Sign in</title>", "text/html"),
  },
  {
    name: "requests delivered several times, late and out of order",
    chance: 0.3,
    happen: async ({ socket, take }, _proxy, random) => {
      const again = (): Promise<void> =>
        new Promise((resolve) => setTimeout(resolve, random() * 20)).then(take).then(() => {});
      await Promise.all([again(), ...(random() < 0.5 ? [again()] : [])]);
      socket.write(await take());
    },
  },
];

/** Throws the dice for each request that brings metrics, in the order they come. */
export function byDice(
  fault: Fault,
  random: () => number,
  count: () => void,
): (exchange: Exchange, proxy: FaultyProxy) => void | Promise<void> {
  return (exchange, proxy) => {
    if (!exchange.bringsMetrics) return pass(exchange);
    const isHit = random() < fault.chance && (fault.applies?.(exchange) ?? true);
    if (!isHit) return pass(exchange);
    count();
    return fault.happen(exchange, proxy, random);
  };
}

function says(status: number, body: string): Behavior {
  return ({ socket }) => void socket.write(wireAnswer(status, body, JSON_TYPE));
}

function storesAndSays(body: string, type = "application/json"): Behavior {
  return async ({ socket, take }) => {
    await take();
    socket.write(wireAnswer(200, body, { "content-type": type }));
  };
}

async function resetAfterStoring({ socket, take }: Exchange): Promise<void> {
  await take();
  // Runtimes themselves send such a request again, without a word.
  setTimeout(() => socket.resetAndDestroy(), 20);
}
