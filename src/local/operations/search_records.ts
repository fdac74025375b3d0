/**
 * The records that Search matches and returns, by resource.
 *
 * @module
 */
import { entitySlices } from "../entity_slices.ts";
import type { SearchableRecord } from "../search/properties.ts";
import { type Body, type Entity, type EntityKind, EVERYTHING } from "../store/entities.ts";
import { componentArn, componentMembers, componentMetrics } from "./component_record.ts";
import { trialNames } from "./damaged.ts";
import { experimentRecord } from "./experiments.ts";
import { type Context, pick } from "./operation.ts";
import { trialRecord } from "./trials.ts";

/** Returns a member that is not stored with the entity. */
export type LookUp = (entity: Entity) => Promise<unknown>;

/** A resource that can be searched. */
export interface SearchResource {
  /** Kind of entity. */
  readonly kind: EntityKind;
  /** Member of a result that contains the record. */
  readonly member: string;
  /** Returns the members stored with the entity. */
  readonly own: (context: Context, entity: Entity) => SearchableRecord;
  /** Returns the lookups of other members, for one search. */
  readonly related: (context: Context) => Readonly<Record<string, LookUp>>;
}

/** The resources, by AWS's names. */
export const SEARCH_RESOURCES: Readonly<Record<string, SearchResource>> = {
  Experiment: {
    kind: "experiment",
    member: "Experiment",
    own: (context, entity) => ({ ...experimentRecord(context, entity), Tags: tagsOf(entity) }),
    related: () => ({}),
  },
  ExperimentTrial: {
    kind: "trial",
    member: "Trial",
    own: (context, entity) => ({ ...trialRecord(context, entity), Tags: tagsOf(entity) }),
    related: (context) => ({ TrialComponentSummaries: (entity) => componentsOf(context, entity) }),
  },
  ExperimentTrialComponent: {
    kind: "component",
    member: "TrialComponent",
    own: (context, entity) => ({
      ...componentMembers(context, entity),
      ...pick(entity.body, "RunName"),
      Tags: tagsOf(entity),
    }),
    related: (context) => ({
      Metrics: (entity) => componentMetrics(context, entity),
      Parents: parentsOf(context),
    }),
  },
};

function tagsOf({ body }: Entity): unknown {
  return body["Tags"] ?? [];
}

function parentsOf({ tables }: Context): LookUp {
  // Many components share a trial, and are looked up at once.
  const known = new Map<string, Promise<Body | undefined>>();
  const read = async (trial: string): Promise<Body | undefined> => {
    const names = await trialNames(tables.entities, trial);
    return names && pick(names, "TrialName", "ExperimentName");
  };
  return async ({ key }) => {
    const trials = await tables.entities.trialsOf(key);
    const parents = trials.map((trial) => {
      const parent = known.get(trial) ?? read(trial);
      known.set(trial, parent);
      return parent;
    });
    return (await Promise.all(parents)).filter((parent) => parent !== undefined);
  };
}

/** Components of a trial to read at a time. Each read looks up all of its members. */
const MEMBERS_READ = 1_000;

async function componentsOf(context: Context, { key }: Entity): Promise<readonly Body[]> {
  const components: Entity[] = [];
  // In order of name, which the store has of members without sorting them.
  const query = { ...EVERYTHING, trial: key, sortBy: "Name" } as const;
  for await (const slice of entitySlices(context.tables, "component", query, MEMBERS_READ)) {
    for (const one of slice) components.push(one);
  }
  components.sort((a, b) => b.created - a.created);
  return components.map((component) => ({
    TrialComponentName: component.body["TrialComponentName"],
    TrialComponentArn: componentArn(context.place, component.key),
    ...(component.body["Source"] === undefined
      ? {}
      : { TrialComponentSource: component.body["Source"] }),
    CreationTime: component.created,
  }));
}
