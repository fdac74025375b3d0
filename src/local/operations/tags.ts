/**
 * Tags of any resource.
 *
 * @module
 */
import { invalid } from "../errors.ts";
import { list, structure } from "../model/shape.ts";
import { ARN, NEXT_TOKEN, TAG_KEY, TAGS } from "../model/types.ts";
import type { Body, Entity, EntityKind } from "../store/entities.ts";
import { type Context, type Input, keyOf, type Operations, textOf } from "./operation.ts";

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** Kinds of entity, by the word in their ARNs. */
const KINDS: Readonly<Record<string, EntityKind>> = {
  "experiment": "experiment",
  "experiment-trial": "trial",
  "experiment-trial-component": "component",
  "artifact": "artifact",
  "action": "action",
  "context": "context",
  "training-job": "job",
  "processing-job": "job",
  "transform-job": "job",
};

/** Operations on tags. */
export const tagOperations: Operations = {
  AddTags: {
    input: structure({ "ResourceArn*": ARN, "Tags*": TAGS }),
    output: structure({ Tags: TAGS }),
    writes: true,
    async run(context, input) {
      const found = await findTagged(context, input);
      const tags = new Map(tagsOf(found.entity).map(({ Key, Value }) => [Key, Value]));
      for (const { Key, Value } of tagsIn(input["Tags"])) tags.set(Key, Value);
      if (tags.size > 50) throw invalid("Number of tags exceeds the limit of 50.");
      return { Tags: await save(context, found, tags) };
    },
  },
  ListTags: {
    input: structure({
      "ResourceArn*": ARN,
      NextToken: NEXT_TOKEN,
      MaxResults: { type: "whole", min: 50 },
    }),
    output: structure({ Tags: TAGS }),
    writes: false,
    run: async (context, input) => ({ Tags: tagsOf((await findTagged(context, input)).entity) }),
  },
  DeleteTags: {
    input: structure({ "ResourceArn*": ARN, "TagKeys*": list(TAG_KEY, 1, 50) }),
    output: structure({}),
    writes: true,
    async run(context, input) {
      const found = await findTagged(context, input);
      const tags = new Map(tagsOf(found.entity).map(({ Key, Value }) => [Key, Value]));
      for (const key of Array.isArray(input["TagKeys"]) ? input["TagKeys"] : []) tags.delete(key);
      await save(context, found, tags);
      return {};
    },
  },
};

/** Returns the tags of a new resource: as in AddTags, the last value of a key is the one that it has. */
export function newTags(input: Input): Body {
  if (input["Tags"] === undefined || input["Tags"] === null) return {};
  return { Tags: toList(new Map(tagsIn(input["Tags"]).map(({ Key, Value }) => [Key, Value]))) };
}

interface Found {
  readonly kind: EntityKind;
  readonly entity: Entity;
}

async function findTagged({ tables }: Context, input: Input): Promise<Found> {
  const arn = textOf(input, "ResourceArn");
  const [, type = "", name = ""] = /:([a-z-]+)\/(.+)$/.exec(arn) ?? [];
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  const key = kind === "job" ? `${type}/${keyOf(name)}` : keyOf(name);
  const entity = kind && await tables.entities.get(kind, key);
  if (!kind || !entity) throw invalid(`Resource ${arn} does not exist.`);
  return { kind, entity };
}

async function save(
  { tables }: Context,
  { kind, entity }: Found,
  tags: ReadonlyMap<string, string>,
): Promise<readonly Tag[]> {
  const Tags = toList(tags);
  await tables.entities.put(kind, { ...entity, body: { ...entity.body, Tags } });
  return Tags;
}

function toList(tags: ReadonlyMap<string, string>): readonly Tag[] {
  return Array.from(tags, ([Key, Value]) => ({ Key, Value }));
}

function tagsOf({ body }: Entity): readonly Tag[] {
  return tagsIn(body["Tags"]);
}

/** Returns tags. They were validated against the model when they were received. */
function tagsIn(value: unknown): readonly Tag[] {
  return (value ?? []) as readonly Tag[];
}
