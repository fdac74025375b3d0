/** Plays commands on the model and on the store, and tells the first deviation. */
import { answerOf, difference, type RawAnswer } from "./answers.ts";
import { type AwsCommand, awsCommand, type Command } from "./command.ts";
import { callLibrary } from "./library_client.ts";
import { artifactAt } from "./lineage.ts";
import { LEARNED } from "./library.ts";
import { type Answer, answer } from "./model.ts";
import {
  isMembers,
  type Members,
  msOf,
  textIn,
  withoutNegativeZero,
  withoutProto,
} from "./plain.ts";
import { ARN, emptyState, type State } from "./state.ts";
import type { StoreUnderTest } from "./store_under_test.ts";
import { wholeStore } from "./whole_store.ts";

/** Where the store answered otherwise than the model. */
export interface Deviation {
  /** Index of the command. */
  readonly at: number;
  readonly words: string;
}

/** How commands are played. */
export interface PlayOptions {
  /** The store's clock at the beginning. */
  readonly start: number;
  /** After how many commands the whole store is read. */
  readonly readEvery: number;
}

/** Plays commands from an empty store on; undefined if every answer is the model's. */
export async function play(
  store: StoreUnderTest,
  commands: Iterable<Command>,
  { start, readEvery }: PlayOptions,
): Promise<Deviation | undefined> {
  const state = emptyState();
  state.now = start;
  await store.begin();
  let at = 0;
  for (const command of commands) {
    state.now += command.wait;
    store.now = state.now;
    const words = await playOne(store, state, command) ??
      ((at + 1) % readEvery === 0 ? await readAll(store, state) : undefined);
    if (words !== undefined) return { at, words };
    at++;
  }
  const words = await readAll(store, state);
  return words === undefined ? undefined : { at: at - 1, words };
}

async function playOne(
  store: StoreUnderTest,
  state: State,
  command: Command,
): Promise<string | undefined> {
  if (command.client === "restart") {
    await store.restart();
    return undefined;
  }
  const { client, name } = command;
  const input = modeIn(state, name, withArns(state, command.input));
  if (client === "library") {
    const before = Date.now();
    const found = await callLibrary(store.session, name, input);
    const wrong = compare(answer(state, name, input), found, client);
    return wrong ?? await learnTimes(store, state, before);
  }
  const sent = client === "sdk" ? withoutNegativeZero(input) : input;
  const request = awsCommand(name, isMembers(sent) ? sent : input);
  const raw = client === "sdk" ? await store.sdk.send(request) : (await store.boto3([request]))[0];
  if (!raw) throw new Error("boto3 gave no answer");
  return compare(
    answer(state, name, { ...request.input, ...learnedIn(name, raw) }),
    answerOf(request, raw),
    client,
  );
}

/** What only the store can know: the ID of a new artifact. */
function learnedIn(name: string, raw: RawAnswer): Members {
  if (name !== "CreateArtifact" || "error" in raw) return {};
  return { $learned: textIn(raw.pages[0] ?? {}, "ArtifactArn") };
}

/** A run is loaded only within an experiment: `loadRun` makes none for a component without one. */
function modeIn(state: State, name: string, input: Members): Members {
  const isThere = state.experiments.has(textIn(input, "experimentName").toLowerCase());
  return name === "record" && !isThere ? { ...input, how: "start" } : input;
}

function compare(expected: Answer, found: Answer, client: string): string | undefined {
  if ("error" in expected || "error" in found) {
    const isSame = "error" in expected && "error" in found && expected.error === found.error;
    return isSame
      ? undefined
      : `\n  the model: ${JSON.stringify(expected)}\n  the store: ${JSON.stringify(found)}`;
  }
  const wanted = client === "boto3" ? expected.output : withoutProto(expected.output);
  return difference(wanted, client === "boto3" ? found.output : withoutProto(found.output));
}

/** ARNs instead of the URIs that stand for artifacts. */
function withArns(state: State, input: Members): Members {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => {
      const uri = isMembers(value) ? value["$artifact"] : undefined;
      if (typeof uri !== "string") return [name, value];
      return [name, artifactAt(state, uri) ?? `${ARN}artifact/${"0".repeat(32)}`];
    }),
  );
}

/** Takes over the times of runs that the library took from its own clock, and checks them by it. */
async function learnTimes(
  store: StoreUnderTest,
  state: State,
  before: number,
): Promise<string | undefined> {
  for (const component of state.components.values()) {
    const unknown = ["StartTime", "EndTime"].filter((name) => component.members[name] === LEARNED);
    if (unknown.length === 0) continue;
    const TrialComponentName = textIn(component.members, "TrialComponentName");
    const raw = await store.sdk.send(awsCommand("DescribeTrialComponent", { TrialComponentName }));
    const [found = {}] = "error" in raw ? [] : raw.pages;
    for (const name of unknown) {
      const ms = msOf(found[name]);
      if (!(ms >= before && ms <= Date.now())) {
        return `.${name} of ${TrialComponentName} is not the present: ${
          JSON.stringify(found[name] ?? null)
        }`;
      }
      component.members = { ...component.members, [name]: { $time: ms } };
    }
  }
  return undefined;
}

/** Reads everything with two clients. */
async function readAll(store: StoreUnderTest, state: State): Promise<string | undefined> {
  const requests = wholeStore(state);
  const bySdk: RawAnswer[] = [];
  for (const request of requests) bySdk.push(await store.sdk.send(request));
  return compareAll(state, requests, bySdk, "sdk") ??
    compareAll(state, requests, await store.boto3(requests), "boto3");
}

function compareAll(
  state: State,
  requests: readonly AwsCommand[],
  answers: readonly RawAnswer[],
  client: string,
): string | undefined {
  for (const [index, request] of requests.entries()) {
    const raw = answers[index];
    const wrong = raw
      ? compare(answer(state, request.name, request.input), answerOf(request, raw), client)
      : "There is no answer";
    if (wrong !== undefined) {
      return `the whole store by ${client}: ${JSON.stringify(request)}\n${wrong}`;
    }
  }
  return undefined;
}
