import { assert, assertEquals } from "@std/assert";
import { createLocalService } from "../../src/local/service.ts";
import type { LocalStore } from "../../src/local/store/store.ts";
import fc from "../support/fast_check.ts";
import {
  type Entity,
  type Lineage,
  type Link,
  type Query,
  queryByForce,
  type StoredEntity,
} from "../support/lineage_model.ts";
import type { Register } from "./suite.ts";

const START = 1_700_000_000;
const TYPES = ["DataSet", "Model", "Endpoint"];

const ENTITY: fc.Arbitrary<Entity> = fc.record({
  // Experiments can be associated, and take no part in queries.
  word: fc.constantFrom(
    "Artifact",
    "Action",
    "Context",
    "TrialComponent",
    "Artifact",
    "TrialComponent",
    "Experiment",
  ),
  type: fc.constantFrom(...TYPES),
  properties: fc.dictionary(fc.constantFrom("a", "b"), fc.constantFrom("1", "2"), { maxKeys: 2 }),
  changedAfter: fc.constantFrom(0, 0, 3),
});

/** A time at, between or beyond those at which entities are made. */
const TIME = fc.integer({ min: -1, max: 14 }).map((half) => new Date((START + half / 2) * 1_000));
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 });

const QUERY: fc.Arbitrary<Query> = fc.record({
  Direction: maybe(fc.constantFrom("Both", "Ascendants", "Descendants")),
  IncludeEdges: maybe(fc.boolean()),
  MaxDepth: maybe(fc.integer({ min: 0, max: 5 })),
  Filters: maybe(fc.record({
    Types: maybe(fc.subarray([...TYPES, "TrialComponent"])),
    LineageTypes: maybe(fc.subarray(["Artifact", "Action", "Context", "TrialComponent"])),
    Properties: maybe(fc.dictionary(fc.constantFrom("a", "b"), fc.constantFrom("1", "2"))),
    CreatedAfter: maybe(TIME),
    CreatedBefore: maybe(TIME),
    ModifiedAfter: maybe(TIME),
    ModifiedBefore: maybe(TIME),
  })),
});

const GRAPH = fc.array(ENTITY, { minLength: 1, maxLength: 7 }).chain((entities) => {
  const index = fc.nat(entities.length - 1);
  const link: fc.Arbitrary<Link> = fc.record({
    source: index,
    destination: index,
    type: maybe(fc.constantFrom("ContributedTo", "Produced", "SameAs")),
  });
  return fc.record({
    entities: fc.constant(entities),
    links: fc.uniqueArray(link, {
      maxLength: 10,
      selector: ({ source, destination }) => `${source} ${destination}`,
    }),
    queries: fc.array(
      fc.record({ start: index, query: QUERY, size: fc.integer({ min: 1, max: 3 }) }),
      { minLength: 12, maxLength: 12 },
    ),
  });
});

type Call = (name: string, input: object) => Promise<Readonly<Record<string, unknown>>>;

/** That lineage is answered from every store as a brute-force walk of the same graph finds it. */
export function storeLineageSuite(
  test: Register,
  open: (name: string) => Promise<LocalStore>,
): void {
  test("QueryLineage finds what a walk of every way finds, whole and by pages", async () => {
    let now = START;
    const store = await open(`store-${crypto.randomUUID()}`);
    await using service = createLocalService({ store, now: () => now * 1_000 });
    const call: Call = async (name, input) => {
      const answer = await service.operations?.call(name, input);
      assert(answer?.kind === "output", `${name}: ${JSON.stringify(answer)}`);
      return answer.output;
    };
    let graphs = 0;
    const found = { vertices: 0, edges: 0 };
    await fc.assert(
      fc.asyncProperty(GRAPH, async ({ entities, links, queries }) => {
        const prefix = `g${graphs++}`;
        const stored: StoredEntity[] = [];
        for (const [index, entity] of entities.entries()) {
          now = START + index;
          const arn = await makeEntity(call, entity, `${prefix}-${index}`);
          now += entity.changedAfter;
          const isChanged = await changeEntity(call, entity, arn, `${prefix}-${index}`);
          stored.push({
            ...entity,
            arn,
            created: START + index,
            modified: isChanged ? now : START + index,
          });
        }
        for (const { source, destination, type } of links) {
          await call("AddAssociation", {
            SourceArn: stored[source]?.arn,
            DestinationArn: stored[destination]?.arn,
            AssociationType: type,
          });
        }
        for (const { start, query, size } of queries) {
          const expected = queryByForce(stored, links, start, query);
          const input = { ...query, StartArns: [stored[start]?.arn] };
          const whole = await pagesOf(call, input);
          assertEquals(sorted(whole), sorted(expected));
          assertEquals(whole.vertices, expected.vertices);
          assertEquals(
            sorted(await pagesOf(call, { ...input, MaxResults: size })),
            sorted(expected),
          );
          found.vertices += whole.vertices.length;
          found.edges += whole.edges.length;
        }
      }),
      { numRuns: 40, endOnFailure: true },
    );
    // Most queries are of something.
    assert(found.vertices > 200 && found.edges > 100, JSON.stringify(found));
  });

  test("QueryLineage finds the one ascendant among thousands of other associations", async () => {
    const store = await open(`store-${crypto.randomUUID()}`);
    await using service = createLocalService({ store });
    const prefix = "arn:aws:sagemaker:local:000000000000:artifact/";
    const [source, destination] = [`${prefix}z-source`, `${prefix}z-destination`];
    await store.write(async ({ entities }) => {
      const times = { created: START, modified: START };
      for (const key of ["z-source", "z-destination"]) {
        const body = { ArtifactType: "Model", Source: { SourceUri: key } };
        await entities.put("artifact", { key, parent: key, ...times, body });
      }
      const ends = Array.from({ length: 2_500 }, (_, i) => [`${prefix}a${i}`, `${prefix}b`]);
      for (const [SourceArn = "", DestinationArn = ""] of [...ends, [source, destination]]) {
        const key = `${SourceArn} ${DestinationArn}`;
        const body = { SourceArn, DestinationArn };
        await entities.put("association", { key, parent: SourceArn, ...times, body });
      }
    });
    const answer = await service.operations?.call("QueryLineage", { StartArns: [destination] });
    assert(answer?.kind === "output");
    assertEquals(answer.output["Vertices"], [
      { Arn: source, Type: "Model", LineageType: "Artifact" },
    ]);
  });
}

/** Every page of a query. An edge never comes before both its ends. */
async function pagesOf(call: Call, input: object): Promise<Lineage> {
  const vertices: Record<string, unknown>[] = [];
  const edges: Record<string, unknown>[] = [];
  const known = new Set<unknown>();
  let NextToken: unknown;
  do {
    const page = await call("QueryLineage", { ...input, NextToken });
    // As the answer's shape has it.
    const { Vertices, Edges } = page as Readonly<Record<string, Record<string, unknown>[]>>;
    assert(Vertices && Edges);
    for (const { Arn } of Vertices) known.add(Arn);
    for (const { SourceArn, DestinationArn } of Edges) {
      assert(known.has(SourceArn) && known.has(DestinationArn));
    }
    vertices.push(...Vertices);
    edges.push(...Edges);
    NextToken = page["NextToken"];
  } while (NextToken !== undefined);
  return { vertices, edges };
}

function sorted({ vertices, edges }: Lineage): Lineage {
  const byText = (values: Lineage["edges"]): Lineage["edges"] =>
    values.toSorted((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  return { vertices, edges: byText(edges) };
}

async function makeEntity(call: Call, entity: Entity, name: string): Promise<string> {
  const { word, type, properties: Properties } = entity;
  const members = word === "TrialComponent" || word === "Experiment"
    ? {}
    : { Source: { SourceUri: `s3://b/${name}` }, [`${word}Type`]: type, Properties };
  const made = await call(`Create${word}`, { ...members, [`${word}Name`]: name });
  return String(made[`${word}Arn`]);
}

/** Changes an entity without a difference to a query, besides the time. */
async function changeEntity(
  call: Call,
  { word, changedAfter }: Entity,
  arn: string,
  name: string,
): Promise<boolean> {
  if (changedAfter === 0) return false;
  await call(
    `Update${word}`,
    word === "Artifact" ? { ArtifactArn: arn } : { [`${word}Name`]: name },
  );
  return true;
}
