import { assert, assertEquals } from "@std/assert";
import type { LineageDirection } from "../../mod.ts";
import { lineageDistances } from "../../src/text/lineage_distances.ts";
import {
  DEPTH,
  LineageGraph,
  type LineagePart,
  type ReadOn,
} from "../../src/viewer/page/lineage/graph.ts";
import type { LineageEntityFacts, LineageFacts } from "../../src/viewer/wire.ts";
import fc from "../support/fast_check.ts";

type Link = readonly [source: string, destination: string];

function entity(arn: string): LineageEntityFacts {
  return {
    arn,
    kind: "context",
    type: "T",
    name: arn,
    properties: {},
    isDescribed: true,
  } as LineageEntityFacts;
}

/** Reads a side as the service does: the nearest first, `most` at a time, no deeper than the depth. */
function readSide(
  links: readonly Link[],
  start: string,
  direction: LineageDirection,
  token: string | undefined,
  most: number,
) {
  const isUp = direction === "ascendants";
  // Towards the start only: what is on the other side does not count.
  const turned = links.map(([source, destination]) =>
    isUp ? [source, destination] : [destination, source]
  )
    .map(([sourceArn = "", destinationArn = ""]) => ({ sourceArn, destinationArn }));
  const distances = new Map<string, number>();
  let frontier = [start];
  for (let distance = 1; distance <= DEPTH + 1; distance++) {
    frontier = turned.flatMap(({ sourceArn, destinationArn }) =>
      frontier.includes(destinationArn) && sourceArn !== start && !distances.has(sourceArn)
        ? [sourceArn]
        : []
    );
    for (const arn of frontier) distances.set(arn, distance);
  }
  const order = [
    ...new Set([start, ...[...distances].sort((a, b) => a[1] - b[1]).map(([arn]) => arn)]),
  ];
  const first = Number(token ?? 0);
  const end = Math.min(first + most, order.length);
  const page = new Set(order.slice(first, end));
  const known = new Set(order.slice(0, end));
  const edges = links.filter(([source, destination]) =>
    known.has(source) && known.has(destination) && (page.has(source) || page.has(destination))
  );
  const isDeeper = (arn: string): boolean =>
    token === undefined && (distances.get(arn) ?? 0) > DEPTH;
  return {
    entities: [...page].filter((arn) => arn !== start && !isDeeper(arn)).map(entity),
    nextToken: end < order.length ? String(end) : undefined,
    edges,
  };
}

/** A part of the lineage, as the viewer's server answers. */
function read(
  links: readonly Link[],
  { arn, direction, token }: Omit<ReadOn, "direction"> & { direction?: LineageDirection },
  most: number,
): LineagePart {
  const nothing = { entities: [], nextToken: undefined, edges: [] as Link[] };
  const side = (one: LineageDirection) =>
    direction === undefined || direction === one ? readSide(links, arn, one, token, most) : nothing;
  const [ascendants, descendants] = [side("ascendants"), side("descendants")];
  const associations = [...ascendants.edges, ...descendants.edges]
    .map(([sourceArn, destinationArn]) => ({ sourceArn, destinationArn, type: "T" }));
  return {
    direction,
    facts: { arn, ascendants, descendants, associations } as unknown as LineageFacts,
  };
}

/** Presses every button that reads on, until none is left. */
function readAll(
  links: readonly Link[],
  most: number,
): { readonly graph: LineageGraph; readonly presses: number } {
  const parts = [read(links, { arn: "s", token: undefined }, most)];
  const run = { arn: "s", name: "s" };
  for (let presses = 0;; presses++) {
    const graph = new LineageGraph(run, parts);
    const more = graph.moreOf("ascendants") ?? graph.moreOf("descendants") ??
      graph.columns().flatMap(({ cards }) => cards.flatMap((card) => card.more ?? []))[0];
    if (!more) return { graph, presses };
    assert(presses < 200, "reading ends");
    parts.push(read(links, more, most));
  }
}

/** What can be reached along links, the start among it. */
function reach(links: readonly Link[], start: string): ReadonlySet<string> {
  const reached = new Set([start]);
  for (const arn of reached) {
    for (const [source, destination] of links) if (source === arn) reached.add(destination);
  }
  return reached;
}

const NAMES = Array.from({ length: 12 }, (_, index) => `e${index}`);

Deno.test("LineageGraph has every entity before and after a run once, in its column, when all was read", () => {
  const name = fc.constantFrom("s", ...NAMES);
  const links = fc.uniqueArray(fc.tuple(name, name).filter(([a, b]) => a !== b), {
    maxLength: 24,
    size: "max",
    selector: String,
  });
  fc.assert(
    fc.property(links, fc.integer({ min: 2, max: 20 }), (links, most) => {
      const { graph } = readAll(links, most);
      const found = graph.columns().flatMap(({ distance, cards }) =>
        cards.map((card) => [card.entity.arn, distance] as const)
      );
      const all = lineageDistances(
        "s",
        links.map(([sourceArn, destinationArn]) => ({ sourceArn, destinationArn })),
      );
      assertEquals(new Map(found), new Map([...all].filter(([arn]) => arn !== "s")));
      assertEquals(found.length, new Map(found).size);
      // Each association between two entities that are shown is in one card.
      const shown = graph.columns().flatMap(({ cards }) =>
        cards.flatMap(({ entity: { arn }, links }) =>
          links.map(({ other, isSource }) => isSource ? `${arn} ${other}` : `${other} ${arn}`)
        )
      );
      // One that passes the run by, from before it to after it, is on neither side.
      const sides = [reach(links, "s"), reach(links.map(([a, b]) => [b, a]), "s")];
      const known = links.filter((link) =>
        sides.some((side) => link.every((one) => side.has(one)))
      );
      assertEquals(shown.toSorted(), known.map((link) => link.join(" ")).toSorted());
    }),
    { numRuns: 300 },
  );
});

Deno.test("LineageGraph of a long chain reads on only where it is pressed", () => {
  const chain = Array.from(
    { length: 30 },
    (_, index) => [index === 0 ? "s" : `c${index}`, `c${index + 1}`] as const,
  );
  const parts = [read(chain, { arn: "s", token: undefined }, 17)];
  const run = { arn: "s", name: "s" };
  for (const columns of [DEPTH, 2 * DEPTH, 3 * DEPTH]) {
    const graph = new LineageGraph(run, parts);
    const found = graph.columns();
    assertEquals(
      found.map(({ distance }) => distance),
      Array.from({ length: columns }, (_, index) => index + 1),
    );
    const more = found.flatMap(({ cards }) => cards.flatMap((card) => card.more ?? []));
    assertEquals(more, [{ arn: `c${columns}`, direction: "descendants", token: undefined }]);
    assert(more[0]);
    parts.push(read(chain, more[0], 17));
  }
  // Nothing follows the last one, which is known without a request.
  const { graph, presses } = readAll(chain, 17);
  assertEquals([graph.columns().length, presses], [30, 9]);
});
