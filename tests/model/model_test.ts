import { assertEquals } from "@std/assert";
import { SEED } from "../support/dice.ts";
import type { Command } from "./command.ts";
import { Generator } from "./generate.ts";
import { type Deviation, play } from "./play.ts";
import { shorten } from "./shorten.ts";
import { StoreUnderTest } from "./store_under_test.ts";

/** How many commands: `RUNLOG_COMMANDS` asks for more. */
const COMMANDS = Number(Deno.env.get("RUNLOG_COMMANDS") ?? 2_000);
/** Commands from one empty store on: a sequence that deviates is played again to shorten it. */
const SEQUENCE = 400;
const READ_EVERY = 40;

Deno.test(`${COMMANDS} random commands of three clients are answered as a simple model answers them`, async () => {
  await using store = new StoreUnderTest();
  for (let first = 0; first < COMMANDS; first += SEQUENCE) {
    const seed = SEED + first / SEQUENCE;
    const start = Math.floor(Date.now() / 1_000) * 1_000 - 3_600_000;
    const generator = new Generator(seed, start);
    const length = Math.min(SEQUENCE, COMMANDS - first);
    const commands = Array.from({ length }, () => generator.next());
    const options = { start, readEvery: READ_EVERY };
    const deviation = await play(store, commands, options);
    if (deviation) throw new Error(await report(store, seed, commands, deviation, options));
  }
});

Deno.test("the model imports nothing of the store that it judges", async () => {
  const parts = [
    "model",
    "records",
    "points",
    "search",
    "objects",
    "lineage",
    "library",
    "rules",
    "links",
  ];
  for (const part of [...parts, "run_record", "literals", "pages", "plain", "state"]) {
    const source = await Deno.readTextFile(new URL(`./${part}.ts`, import.meta.url));
    const imports = Array.from(source.matchAll(/from "([^"]+)"/g), ([, path]) => path);
    assertEquals(imports.filter((path) => !/^\.\/[a-z_]+\.ts$/.test(path ?? "")), [], part);
  }
});

async function report(
  store: StoreUnderTest,
  seed: number,
  commands: readonly Command[],
  first: Deviation,
  options: Parameters<typeof play>[2],
): Promise<string> {
  // Read at the end only: the sequence is cut there, and every trial reads it once.
  const atEnd = { ...options, readEvery: Infinity };
  const deviates = async (some: readonly Command[]): Promise<boolean> =>
    await play(store, some, atEnd) !== undefined;
  const upTo = commands.slice(0, first.at + 1);
  const short = await deviates(upTo) ? await shorten(upTo, deviates) : upTo;
  const { words } = await play(store, short, atEnd) ?? first;
  return [
    `The store deviates from the model (RUNLOG_SEED=${seed}, command ${first.at}):`,
    first.words,
    `Shortened to ${short.length} commands, it deviates with:`,
    words,
    ...short.map((command) => JSON.stringify(command)),
  ].join("\n");
}
