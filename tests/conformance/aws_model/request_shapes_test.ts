/**
 * Compares each member of our request shapes with AWS's service model. Search has an
 * expression that contains itself, and jobs keep most members as they are: they have tests of their own.
 */
import { assertEquals } from "@std/assert";
import type { Shape } from "../../../src/local/model/shape.ts";
import { actionOperations } from "../../../src/local/operations/actions.ts";
import { artifactOperations } from "../../../src/local/operations/artifacts.ts";
import { associationOperations } from "../../../src/local/operations/associations.ts";
import { componentLinkOperations } from "../../../src/local/operations/component_links.ts";
import { contextOperations } from "../../../src/local/operations/contexts.ts";
import { experimentOperations } from "../../../src/local/operations/experiments.ts";
import { queryLineageOperations } from "../../../src/local/operations/query_lineage.ts";
import { tagOperations } from "../../../src/local/operations/tags.ts";
import { trialComponentOperations } from "../../../src/local/operations/trial_components.ts";
import { trialOperations } from "../../../src/local/operations/trials.ts";
import { motoPython } from "../../support/moto.ts";
import { runPython } from "../../support/python.ts";

const OPERATIONS = {
  ...experimentOperations,
  ...trialOperations,
  ...trialComponentOperations,
  ...componentLinkOperations,
  ...tagOperations,
  ...artifactOperations,
  ...actionOperations,
  ...contextOperations,
  ...associationOperations,
  ...queryLineageOperations,
};

/** Limits that AWS's model lacks, with the reason. */
const STRICTER: Readonly<Record<string, string>> = {
  "QueryLineage.MaxDepth.min 0": "a depth below zero has no meaning",
  "QueryLineage.MaxResults.min 1": "pages of nothing would have no end",
};

/** The times of a run have limits, because readers fail at others. */
const STORED_TIME = /TrialComponent\.(Start|End)Time\.(min|max) /;

/** A shape as the script describes it. */
interface Described {
  readonly type: string;
  readonly members?: Readonly<Record<string, Described>>;
  readonly required?: readonly string[];
  readonly of?: Described;
  readonly key?: Described;
  readonly value?: Described;
  readonly oneOf?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
}

const TYPES: Readonly<Record<Shape["type"], string>> = {
  text: "string",
  whole: "integer",
  double: "double",
  time: "timestamp",
  flag: "boolean",
  list: "list",
  map: "map",
  structure: "structure",
  any: "any",
};

/** Every fact of a shape of this service, by path. */
function* factsOf(shape: Shape, path: string): Generator<string> {
  yield `${path} is ${TYPES[shape.type]}`;
  if (shape.type === "structure") {
    for (const name of shape.required) yield `${path}.${name} is required`;
    for (const [name, of] of Object.entries(shape.members)) yield* factsOf(of, `${path}.${name}`);
  }
  if (shape.type === "list") yield* factsOf(shape.of, `${path}[]`);
  if (shape.type === "map") {
    yield* factsOf(shape.key, `${path} key`);
    yield* factsOf(shape.value, `${path}{}`);
  }
  if ("oneOf" in shape && shape.oneOf) yield `${path} is one of ${shape.oneOf.toSorted()}`;
  yield* limitsOf(shape, path);
}

/** All facts of an AWS shape, by path. */
function* describedFacts(shape: Described, path: string): Generator<string> {
  yield `${path} is ${shape.type}`;
  for (const name of shape.required ?? []) yield `${path}.${name} is required`;
  for (const [name, of] of Object.entries(shape.members ?? {})) {
    yield* describedFacts(of, `${path}.${name}`);
  }
  if (shape.of) yield* describedFacts(shape.of, `${path}[]`);
  if (shape.key) yield* describedFacts(shape.key, `${path} key`);
  if (shape.value) yield* describedFacts(shape.value, `${path}{}`);
  if (shape.oneOf) yield `${path} is one of ${shape.oneOf}`;
  yield* limitsOf(shape, path);
}

/** Limits that limit something: no length is below zero, and none is above infinity. */
function* limitsOf(shape: Shape | Described, path: string): Generator<string> {
  const { type, min, max, pattern }: {
    type: string;
    min?: number;
    max?: number;
    pattern?: RegExp | string;
  } = shape;
  const isLength = type !== "whole" && type !== "integer";
  if (min !== undefined && !(isLength && min === 0)) yield `${path}.min ${min}`;
  if (max !== undefined && max !== Infinity) yield `${path}.max ${max}`;
  if (pattern === undefined) return;
  const source = typeof pattern === "string" ? pattern : pattern.source;
  // The same pattern, escaped differently.
  const plain = source.replaceAll("\\-", "-").replaceAll("\\/", "/");
  yield `${path} matches ${plain}`;
}

Deno.test("requests have the members, kinds and limits of the AWS model", async () => {
  const names = Object.keys(OPERATIONS);
  const described = await runPython<Readonly<Record<string, Described>>>(
    await motoPython(),
    new URL("./shapes.py", import.meta.url),
    names,
  );
  const stricter = new Set(Object.keys(STRICTER));
  let facts = 0;
  for (const [name, { input }] of Object.entries(OPERATIONS)) {
    const aws = described[name];
    const expected = aws ? [...describedFacts(aws, name)] : [];
    const own = [...factsOf(input, name)].filter((fact) =>
      !stricter.delete(fact) && !STORED_TIME.test(fact)
    );
    assertEquals(own.toSorted(), expected.toSorted(), name);
    facts += own.length;
  }
  assertEquals([...stricter], []);
  console.log(`compared ${facts} facts of ${names.length} requests`);
});
