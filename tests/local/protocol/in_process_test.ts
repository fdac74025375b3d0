import * as sdk from "@aws-sdk/client-sagemaker";
import { assert, assertEquals, assertGreater } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { type LocalService, localService, serviceSession } from "../../../src/local.ts";
import { sageMakerCommands } from "../../../src/session/operations/sagemaker.ts";
import type { Session } from "../../../src/session/session.ts";
import { Generator } from "../../model/generate.ts";
import { fromPlain, type Plain } from "../../model/plain.ts";
import { dice, SEED } from "../../support/dice.ts";
import { disturb } from "../../support/disturb.ts";
import { throughRequests } from "../../support/through_requests.ts";

const SILENT = { warn() {}, info() {}, error() {} };
const COMMANDS = Number(Deno.env.get("RUNLOG_COMMANDS") ?? 600);
const NAMES = Object.keys(sageMakerCommands);
// The filter keeps classes of errors only.
const ERRORS = Object.entries(sdk).filter(([, one]) =>
  typeof one === "function" && one.prototype instanceof Error
) as unknown as [string, new () => Error][];

/** Requests and their answers must be the same by both ways, in stores of the same clock. */
class Pair implements AsyncDisposable {
  now = 1_700_000_000_000;
  readonly #sides: { folder: string; service: LocalService; session: Session; ids: string[] }[] =
    [];

  static async open(): Promise<Pair> {
    const pair = new Pair();
    for (const isDirect of [false, true]) {
      const folder = await Deno.makeTempDir({ prefix: "runlog-ways-" });
      const service = await localService({ path: folder, now: () => pair.now, logger: SILENT });
      const reached = isDirect ? service : throughRequests(service);
      const session = await serviceSession(reached, { logger: SILENT });
      pair.#sides.push({ folder, service, session, ids: [] });
    }
    return pair;
  }

  /** What each side answers to an operation, in a form that can be compared. */
  async ask(name: string, makeInput: () => Record<string, unknown>): Promise<unknown[]> {
    this.now += 1_037;
    const answers: unknown[] = [];
    for (const side of this.#sides) {
      const input = withIds(makeInput(), side.ids);
      const answer = await answerOf(side.session, name, input);
      answers.push(withoutIds(answer, side.ids));
    }
    return answers;
  }

  /** Points, which have a port of their own. */
  async addPoint(trialComponentName: string, name: string, value: number): Promise<void> {
    this.now += 1_000;
    for (const { service } of this.#sides) {
      await service.metrics.put({
        trialComponentName,
        token: `${this.now}`,
        names: [name],
        series: Uint32Array.of(0),
        values: Float64Array.of(value),
        timestamps: Float64Array.of(this.now),
        steps: Float64Array.of(NaN),
      });
    }
  }

  /** Every row of both stores. */
  rows(): readonly unknown[] {
    return this.#sides.map(({ folder, ids }) => {
      using database = new DatabaseSync(`${folder}/runlog.db`, { readOnly: true });
      const tables = ["entities", "members", "parameters", "series", "points"];
      return tables.map((table) =>
        database.prepare(`SELECT * FROM ${table}`).all()
          .map((row) => JSON.stringify(withoutIds({ ...row, sum: 0 }, ids))).toSorted()
      );
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { folder, session } of this.#sides) {
      await session[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    }
  }
}

async function answerOf(session: Session, name: string, input: unknown): Promise<unknown> {
  try {
    // Every name is one of the commands', and inputs break the types on purpose.
    const output = await session.sagemaker.call(name as "Search", input as never);
    const { $metadata, ...members } = output;
    // A page of artifacts ends at a random name.
    if (name === "ListArtifacts" && members.NextToken) members.NextToken = "some";
    return { members: withoutProto(members), metadata: withoutRequest($metadata) };
  } catch (error) {
    assert(error instanceof Error, String(error));
    const { stack: _, ...own } = Object.fromEntries(
      Object.getOwnPropertyNames(error).filter((name) => name !== "$response")
        // The runtime's own members of every error.
        .map((name) => [name, withoutTime((error as unknown as Record<string, unknown>)[name])]),
    );
    const metadata = own["$metadata"];
    return {
      ...own,
      $metadata: withoutRequest(metadata as object | undefined),
      text: withoutTime(String(error)),
      isOf: ERRORS.filter(([, kind]) => error instanceof kind).map(([name]) => name),
    };
  }
}

/** Messages tell how long a request took, from a second on. */
function withoutTime(value: unknown): unknown {
  return typeof value === "string" ? value.replace(/ in \d+\.\d s\)$/, ")") : value;
}

function withoutRequest(metadata: object | undefined): unknown {
  if (metadata === undefined || !("requestId" in metadata)) return metadata;
  assert(/^[\da-f-]{36}$/.test(String(metadata.requestId)));
  return { ...metadata, requestId: "some" };
}

/** The AWS SDK loses the value of a member called `__proto__`; calls keep it. */
function withoutProto(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(withoutProto);
  return Object.fromEntries(
    Object.entries(value).filter(([name]) => name !== "__proto__")
      .map(([name, one]) => [name, withoutProto(one)]),
  );
}

const ID = /\b[\da-f]{32}\b/g;

/** Artifacts have random names in each store, so that they are compared by the order of their making. */
function withoutIds(value: unknown, ids: string[]): unknown {
  if (typeof value === "string") {
    return value.replace(ID, (id) => {
      if (!ids.includes(id)) ids.push(id);
      return `id ${ids.indexOf(id)}`;
    });
  }
  return mapped(value, (one) => withoutIds(one, ids));
}

function withIds(value: unknown, ids: readonly string[]): unknown {
  if (typeof value === "object" && value !== null && "$artifact" in value) {
    const id = ids[String(value.$artifact).length % (ids.length || 1)] ?? "0".repeat(32);
    return `arn:aws:sagemaker:local:000000000000:artifact/${id}`;
  }
  return mapped(value, (one) => withIds(one, ids));
}

function mapped(value: unknown, change: (one: unknown) => unknown): unknown {
  if (Array.isArray(value)) return Array.from(value, change);
  const isPlain = typeof value === "object" && value !== null &&
    Object.getPrototypeOf(value) === Object.prototype;
  if (!isPlain) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, change(one)]));
}

Deno.test(`${COMMANDS} operations, odd inputs among them, have the same answers, errors and rows by requests and by calls`, async () => {
  await using pair = await Pair.open();
  const generator = new Generator(SEED, pair.now);
  const random = dice(SEED);
  const counts = { outputs: 0, errors: new Map<string, number>(), disturbed: 0 };
  for (let count = 0; count < COMMANDS;) {
    const command = generator.next();
    if (command.client === "restart") continue;
    if (command.name === "BatchPutMetrics") {
      const component = String(command.input["TrialComponentName"]);
      await pair.addPoint(component, "loss", random() < 0.2 ? NaN : random());
      continue;
    }
    if (!NAMES.includes(command.name)) continue;
    const seed = Math.floor(random() * 2 ** 32);
    const isOdd = random() < 0.4;
    const makeInput = (): Record<string, unknown> => {
      const input = mapped(fromPlain(command.input as Plain), (one) => one) as Record<
        string,
        unknown
      >;
      if (isOdd) disturb(input, dice(seed));
      return input;
    };
    const [byRequests, byCalls] = await pair.ask(command.name, makeInput);
    assertEquals(
      byCalls,
      byRequests,
      `${command.name} of ${Deno.inspect(makeInput(), { depth: 10 })} (RUNLOG_SEED=${SEED})`,
    );
    count++;
    if (isOdd) counts.disturbed++;
    const { name } = byCalls as { readonly name?: string };
    if (name === undefined) counts.outputs++;
    else counts.errors.set(name, (counts.errors.get(name) ?? 0) + 1);
  }
  const [rowsByRequests, rowsByCalls] = pair.rows();
  assertEquals(rowsByCalls, rowsByRequests);
  console.log(counts);
  assertGreater(counts.outputs, COMMANDS / 5);
  for (const name of ["ValidationException", "SerializationException", "ResourceNotFound"]) {
    assertGreater(counts.errors.get(name) ?? 0, 5, name);
  }
});
