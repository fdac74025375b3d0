import * as sdk from "@aws-sdk/client-sagemaker";
import { assert, assertEquals, assertGreater } from "@std/assert";
import { dice, SEED } from "../../support/dice.ts";
import { disturb } from "../../support/disturb.ts";
import { type TestService, testService } from "../test_service.ts";

const COMMANDS = Number(Deno.env.get("RUNLOG_COMMANDS") ?? 300);
const PREFIX = "arn:aws:sagemaker:local:000000000000:";

type Input = Record<string, unknown>;

/** What a client reads: the members, or the error. */
type Answer =
  | { readonly output: unknown }
  | { readonly code: string; readonly message: string };

/** Sends an operation as a request of the AWS SDK. */
async function byRequest({ sagemaker }: TestService, name: string, input: Input): Promise<Answer> {
  const Command = (sdk as unknown as Readonly<
    Record<string, new (input: Input) => sdk.QueryLineageCommand>
  >)[`${name}Command`];
  assert(Command, name);
  try {
    const { $metadata: _, ...output } = await sagemaker.send(new Command(input));
    return { output };
  } catch (error) {
    assert(error instanceof Error);
    return { code: error.name, message: error.message };
  }
}

/** Calls an operation in the process. */
async function byCall({ service }: TestService, name: string, input: Input): Promise<Answer> {
  const answer = await service.operations?.call(name, input);
  assert(answer);
  if (answer.kind === "output") return { output: answer.output };
  return { code: answer.code, message: answer.message };
}

/** Random requests on lineage, most of them of what is there. */
class Requests {
  readonly #random: () => number;
  /** ARNs of artifacts, whose names are random. */
  readonly #artifacts: readonly string[];

  constructor(random: () => number, artifacts: readonly string[]) {
    this.#random = random;
    this.#artifacts = artifacts;
  }

  next(): readonly [name: string, input: Input] {
    const name = this.#pick(Object.keys(this.#inputs()));
    return [name, this.#inputs()[name] ?? {}];
  }

  #inputs(): Readonly<Record<string, Input>> {
    const named = this.#pick(["Action", "Context"]);
    const [nameMember, typeMember] = [`${named}Name`, `${named}Type`];
    const properties = { k: this.#pick(["1", "2"]), l: "3" };
    return {
      [`Create${named}`]: {
        [nameMember]: this.#name(),
        [typeMember]: this.#pick(["Endpoint", "Approval"]),
        Source: { SourceUri: this.#pick(["u", "v"]), SourceType: "t" },
        Properties: properties,
        ...this.#maybe({ Description: "d" }),
        ...this.#maybe({ Tags: [{ Key: "k", Value: "v" }] }),
      },
      [`Describe${named}`]: { [nameMember]: this.#pick([this.#name(), this.#arn()]) },
      [`Update${named}`]: {
        [nameMember]: this.#name(),
        ...this.#maybe({ Properties: properties }),
        ...this.#maybe({ PropertiesToRemove: ["k", "none"] }),
        ...this.#maybe({ Description: "e" }),
      },
      [`Delete${named}`]: { [nameMember]: this.#name() },
      [`List${named}s`]: {
        ...this.#maybe({ [typeMember]: "Endpoint" }),
        ...this.#maybe({ SourceUri: "u" }),
        ...this.#maybe({ SortBy: "Name", SortOrder: "Ascending" }),
        MaxResults: 2,
      },
      CreateArtifact: {
        ArtifactName: this.#name(),
        ArtifactType: "Model",
        Source: { SourceUri: `s3://b/${Math.floor(this.#random() * 12)}` },
        Properties: properties,
      },
      UpdateArtifact: {
        ArtifactArn: this.#artifact(),
        ...this.#maybe({ ArtifactName: this.#name() }),
        ...this.#maybe({ Properties: properties }),
        ...this.#maybe({ PropertiesToRemove: ["l"] }),
      },
      DescribeArtifact: { ArtifactArn: this.#artifact() },
      AddAssociation: {
        SourceArn: this.#arn(),
        DestinationArn: this.#arn(),
        ...this.#maybe({ AssociationType: "Produced" }),
      },
      DeleteAssociation: { SourceArn: this.#arn(), DestinationArn: this.#arn() },
      ListAssociations: {
        ...this.#maybe({ SourceArn: this.#arn() }),
        ...this.#maybe({ DestinationType: this.#pick(["Model", "Endpoint"]) }),
        ...this.#maybe({ CreatedAfter: new Date(1_700_000_100_000) }),
      },
      QueryLineage: {
        StartArns: [this.#arn()],
        ...this.#maybe({ Direction: this.#pick(["Both", "Ascendants", "Descendants"]) }),
        ...this.#maybe({ IncludeEdges: this.#random() < 0.7 }),
        ...this.#maybe({ MaxDepth: 3 }),
        ...this.#maybe({
          Filters: {
            ...this.#maybe({ LineageTypes: ["Artifact", this.#pick(["Action", "Context"])] }),
            ...this.#maybe({ Types: ["Endpoint", "Model"] }),
            ...this.#maybe({ CreatedBefore: new Date(1_700_000_300_000) }),
            ...this.#maybe({ Properties: { k: "1" } }),
          },
        }),
      },
    };
  }

  #name(): string {
    return this.#pick(["one", "ONE", "two", "three", "four"]);
  }

  #artifact(): string {
    return this.#pick([...this.#artifacts, `${PREFIX}artifact/none`]);
  }

  #arn(): string {
    const word = this.#pick(["action", "context", "artifact", "artifact"]);
    return word === "artifact" ? this.#artifact() : `${PREFIX}${word}/${this.#name()}`;
  }

  #maybe(members: Input): Input {
    return this.#random() < 0.4 ? members : {};
  }

  #pick<T>(from: readonly T[]): T {
    // There is always one.
    return from[Math.floor(this.#random() * from.length)] as T;
  }
}

Deno.test(`${COMMANDS} operations on lineage have the same answers and errors by requests and by calls`, async () => {
  let now = 1_700_000_000_000;
  await using requested = await testService({ now: () => now });
  await using called = await testService({ now: () => now });
  /** ARNs of artifacts in each store, in the order of their making. */
  const made: [requested: string, called: string][] = [];
  /** An answer or a request with the artifacts of the store of requests. */
  const translated = (value: unknown): unknown => {
    if (typeof value === "string") {
      return made.reduce((text, [one, other]) => text.replaceAll(other, one), value);
    }
    if (Array.isArray(value)) return value.map(translated);
    const isPlain = typeof value === "object" && value !== null && !(value instanceof Date);
    return isPlain
      ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, translated(one)]))
      : value;
  };
  const counts = new Map<string, number>();
  for (let index = 0; index < COMMANDS; index++) {
    now += 1_037;
    const seed = SEED + index;
    const isOdd = dice(seed + 1)() < 0.3;
    const ask = (side: 0 | 1): readonly [string, Input] => {
      const [name, input] = new Requests(dice(seed), made.map((arns) => arns[side])).next();
      if (isOdd) disturb(input, dice(seed + 2));
      return [name, input];
    };
    const [name, input] = ask(0);
    const one = await byRequest(requested, name, input);
    const other = await byCall(called, ...ask(1));
    if (name === "CreateArtifact" && "output" in one && "output" in other) {
      const arnIn = (answer: unknown): string =>
        (answer as sdk.CreateArtifactResponse).ArtifactArn ?? "";
      made.push([arnIn(one.output), arnIn(other.output)]);
    }
    assertEquals(
      sorted(name, translated(other)),
      sorted(name, one),
      `${name} of ${Deno.inspect(input, { depth: 10 })} (RUNLOG_SEED=${SEED}, ${index})`,
    );
    const kind = "output" in one ? "output" : one.code;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  console.log(Object.fromEntries(counts));
  assertGreater(counts.get("output") ?? 0, COMMANDS / 4);
  for (const code of ["ValidationException", "SerializationException", "ResourceNotFound"]) {
    assertGreater(counts.get(code) ?? 0, COMMANDS / 50, code);
  }
});

/** Vertices of one depth are in the order of their ARNs, which are random for artifacts. */
function sorted(name: string, answer: unknown): unknown {
  if (name !== "QueryLineage" || !(answer instanceof Object) || !("output" in answer)) {
    return answer;
  }
  const { Vertices, Edges } = answer.output as sdk.QueryLineageResponse;
  return [new Set(Vertices), new Set(Edges)];
}
