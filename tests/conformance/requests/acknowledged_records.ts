/** What SageMaker acknowledged, and has to answer from then on. */

type Members = Readonly<Record<string, unknown>>;

/** Something to read back. */
export interface Expectation {
  readonly operation: string;
  readonly input: Members;
  /** Members that the answer has to have, and with which values. */
  readonly expected: Members;
}

/** A kind of record: its name's member, and the members that are stored. */
interface Kind {
  readonly word: string;
  readonly key: string;
  readonly stored: readonly string[];
}

const MAPS = ["Parameters", "InputArtifacts", "OutputArtifacts"];
const SOURCE = ["Source", "Properties"];

const KINDS: readonly Kind[] = [
  { word: "Experiment", key: "ExperimentName", stored: ["DisplayName", "Description"] },
  { word: "Trial", key: "TrialName", stored: ["DisplayName"] },
  {
    word: "TrialComponent",
    key: "TrialComponentName",
    stored: ["DisplayName", "Status", "StartTime", "EndTime", "MetadataProperties", ...MAPS],
  },
  {
    word: "Artifact",
    key: "ArtifactArn",
    stored: ["ArtifactName", "ArtifactType", "MetadataProperties", ...SOURCE],
  },
  {
    word: "Action",
    key: "ActionName",
    stored: ["ActionType", "Description", "Status", "MetadataProperties", ...SOURCE],
  },
  { word: "Context", key: "ContextName", stored: ["ContextType", "Description", ...SOURCE] },
];

/** Points of a metric. */
interface Series {
  readonly name: string;
  readonly values: number[];
}

/** The records that were acknowledged, as an account would be expected to have them. */
export class AcknowledgedRecords {
  readonly #records = new Map<string, { readonly kind: Kind; members: Members; arn: string }>();
  readonly #tags = new Map<string, Map<string, string>>();
  readonly #series = new Map<string, Map<string, Series>>();

  /** Notes an acknowledged request. */
  take(operation: string, input: Members, output: Members): void {
    const [, verb = "", word = ""] = /^(Create|Update|Delete)(\w+)$/.exec(operation) ?? [];
    const kind = KINDS.find((one) => one.word === word);
    if (kind) this.#change(verb, kind, input, output);
    else if (operation === "AddTags") this.#tag(String(input["ResourceArn"]), input["Tags"]);
    else if (operation === "DeleteTags") {
      const tags = this.#tags.get(String(input["ResourceArn"]).toLowerCase());
      for (const key of listOf(input["TagKeys"])) tags?.delete(String(key));
    } else if (operation === "BatchPutMetrics") this.#put(input, output);
  }

  /** What has to be read back now. */
  *expectations(): Generator<Expectation> {
    for (const { kind, members, arn } of this.#records.values()) {
      const input = { [kind.key]: members[kind.key] };
      yield { operation: `Describe${kind.word}`, input, expected: members };
      const tags = Object.fromEntries(this.#tags.get(arn.toLowerCase()) ?? []);
      yield { operation: "ListTags", input: { ResourceArn: arn }, expected: tags };
    }
    for (const [component, series] of this.#series) {
      const expected = Object.fromEntries(
        Array.from(series, ([name, { values }]) => [name, {
          Count: values.length,
          // Extremes have no negative zero.
          Min: Math.min(...values) + 0,
          Max: Math.max(...values) + 0,
        }]),
      );
      const input = { TrialComponentName: component };
      yield { operation: "DescribeTrialComponent Metrics", input, expected };
    }
  }

  /** What the records that a request names have to be now: few, to be read at once. */
  *expectationsOf(operation: string, input: Members, output: Members): Generator<Expectation> {
    const { word, key } = KINDS.find((kind) => operation.endsWith(kind.word)) ?? {};
    if (!word || !key) return;
    const name = String(input[key] ?? output[key]).toLowerCase();
    for (const one of this.expectations()) {
      const isIt = String(one.input[key]).toLowerCase() === name;
      if (isIt && one.operation === `Describe${word}`) yield one;
    }
  }

  #change(verb: string, kind: Kind, input: Members, output: Members): void {
    const arn = String(output[`${kind.word}Arn`] ?? "");
    const name = kind.key === "ArtifactArn" ? arn : String(input[kind.key] ?? "");
    const key = `${kind.word}/${name.toLowerCase()}`;
    if (verb === "Delete") {
      // Artifacts and the like are named by their ARNs as well.
      for (const [at, record] of this.#records) {
        if (record.arn.toLowerCase() === arn.toLowerCase()) this.#records.delete(at);
      }
      this.#tags.delete(arn.toLowerCase());
      if (kind.word === "TrialComponent") this.#series.delete(name.toLowerCase());
      return;
    }
    const before = this.#records.get(key)?.members ?? {};
    if (verb === "Update" && !this.#records.has(key)) return;
    const after = membersAfter(kind, before, input);
    // The name is written as it was first.
    const members = verb === "Create" ? { ...after, [kind.key]: name } : after;
    this.#records.set(key, { kind, arn, members });
    if (verb === "Create") this.#tag(arn, input["Tags"]);
  }

  #tag(arn: string, given: unknown): void {
    const tags = this.#tags.get(arn.toLowerCase()) ?? new Map<string, string>();
    for (const { Key, Value } of listOf(given) as readonly Record<string, string>[]) {
      tags.set(Key ?? "", Value ?? "");
    }
    this.#tags.set(arn.toLowerCase(), tags);
  }

  #put(input: Members, { Errors }: Members): void {
    const refused = new Set(
      (listOf(Errors) as readonly Members[]).map(({ MetricIndex }) => MetricIndex),
    );
    const component = String(input["TrialComponentName"]).toLowerCase();
    const series = this.#series.get(component) ?? new Map<string, Series>();
    for (const [index, datum] of (listOf(input["MetricData"]) as readonly Members[]).entries()) {
      if (refused.has(index)) continue;
      const name = String(datum["MetricName"]);
      const one = series.get(name) ?? { name, values: [] };
      one.values.push(Number(datum["Value"]));
      series.set(name, one);
    }
    if (series.size > 0) this.#series.set(component, series);
  }
}

function membersAfter(kind: Kind, before: Members, input: Members): Members {
  const given = Object.fromEntries(
    kind.stored.flatMap((member) => {
      const value = input[member];
      if (MAPS.includes(member)) {
        const kept = { ...mapOf(before[member]), ...parametersOf(value) };
        for (const key of listOf(input[`${member}ToRemove`])) delete kept[String(key)];
        return [[member, kept]];
      }
      if (member === "Properties") {
        const kept = mapOf(value ?? before[member]);
        for (const key of listOf(input["PropertiesToRemove"])) delete kept[String(key)];
        return [[member, kept]];
      }
      return value === undefined || value === null ? [] : [[member, value]];
    }),
  );
  return { ...before, ...given };
}

function mapOf(value: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value ?? {}));
}

/** Parameters as they are stored: AWS keeps a boolean as a number. */
function parametersOf(value: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(mapOf(value)).map(([name, one]) => {
      const { NumberValue: number } = one as Members;
      return [name, typeof number === "boolean" ? { NumberValue: Number(number) } : one];
    }),
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/**
 * Where an answer lacks what is expected: a path and both values, or undefined. Members that nobody
 * expects may be there, as may be nothing where null is expected.
 */
export function lacking(expected: unknown, found: unknown, path = ""): string | undefined {
  if (expected === null || expected === undefined) return undefined;
  if (typeof expected !== "object") {
    return Object.is(expected, found)
      ? undefined
      : `${path}: ${JSON.stringify(expected)} became ${JSON.stringify(found)}`;
  }
  if (typeof found !== "object" || found === null) {
    // An empty map and none are the same.
    return Object.keys(expected).length === 0 && found === undefined
      ? undefined
      : `${path}: ${JSON.stringify(expected)} became ${JSON.stringify(found)}`;
  }
  for (const [name, one] of Object.entries(expected)) {
    const own = Object.getOwnPropertyDescriptor(found, name)?.value;
    const inner = lacking(one, own, `${path}.${name}`);
    if (inner !== undefined) return inner;
  }
  return undefined;
}
