/**
 * Reads the details of lineage entities.
 *
 * @module
 */
import type {
  DescribeActionResponse,
  DescribeArtifactResponse,
  DescribeContextResponse,
} from "@aws-sdk/client-sagemaker";
import { isDenied, isNotFound } from "../../session/aws_errors.ts";
import type { CallOptions } from "../../session/caller.ts";
import type { Session } from "../../session/session.ts";
import { titleOf } from "../../text/run_values.ts";
import { foundRun } from "../runs/found_run.ts";
import type { RunRecord } from "../runs/record.ts";
import type { LineageEntity, LineageKind } from "./lineage.ts";
import type { Vertex } from "./vertex.ts";

/** Largest number of concurrent requests: AWS throttles descriptions. */
const AT_ONCE = 6;

/** Largest number of conditions in AWS's search. */
const NAMES_PER_SEARCH = 20;

const KINDS: ReadonlyMap<string | undefined, LineageKind> = new Map([
  ["TrialComponent", "run"],
  ["Artifact", "artifact"],
  ["Action", "action"],
  ["Context", "context"],
]);

/** Reads the details of entities, by ARN: runs by searches, others one by one. */
export async function describeEntities(
  session: Session,
  vertices: readonly Vertex[],
  options: CallOptions,
): Promise<ReadonlyMap<string, LineageEntity>> {
  const isRun = ({ lineageType }: Vertex): boolean => KINDS.get(lineageType) === "run";
  const components = vertices.filter(isRun);
  const runs = components.length === 0 ? new Map() : await findRuns(session, components, options);
  const others = await inParallel(
    vertices.filter((vertex) => !isRun(vertex)),
    (vertex) => describe(session, vertex, options),
  );
  return new Map([
    ...components.map((vertex) => runEntity(vertex, runs.get(nameIn(vertex.arn)))),
    ...others,
  ].map((entity) => [entity.arn, entity]));
}

/** Finds the runs of trial components by name, in lower case. */
async function findRuns(
  { sagemaker }: Session,
  components: readonly Vertex[],
  options: CallOptions,
): Promise<ReadonlyMap<string, RunRecord>> {
  const found = new Map<string, RunRecord>();
  for (let first = 0; first < components.length; first += NAMES_PER_SEARCH) {
    const names = components.slice(first, first + NAMES_PER_SEARCH).map(({ arn }) => nameIn(arn));
    const { Results = [] } = await sagemaker.call("Search", {
      Resource: "ExperimentTrialComponent",
      SearchExpression: {
        Filters: names.map((Value) => ({
          Name: "TrialComponentName",
          Operator: "Equals" as const,
          Value,
        })),
        Operator: "Or",
      },
      MaxResults: 100,
    }, options);
    for (const result of Results) {
      const run = foundRun(result, undefined);
      if (run) found.set(run.trialComponentName.toLowerCase(), run);
    }
  }
  return found;
}

function runEntity(vertex: Vertex, run: RunRecord | undefined): LineageEntity {
  const bare = bareEntity(vertex);
  if (!run) return bare;
  const { experimentName, runName, status, description, creationTime, lastModifiedTime } = run;
  return {
    ...bare,
    name: titleOf(run),
    run: experimentName === "" ? undefined : { experimentName, runName },
    status,
    description,
    creationTime,
    lastModifiedTime,
    isDescribed: true,
  };
}

/** Reads an artifact, an action or a context. */
async function describe(
  { sagemaker }: Session,
  vertex: Vertex,
  options: CallOptions,
): Promise<LineageEntity> {
  const { arn } = vertex;
  const bare = bareEntity(vertex);
  try {
    switch (bare.kind) {
      case "artifact": {
        const found = await sagemaker.call("DescribeArtifact", { ArtifactArn: arn }, options);
        return {
          ...bare,
          ...detailsOf(found),
          name: found.ArtifactName ?? sourceName(bare, found),
        };
      }
      case "action": {
        const found = await sagemaker.call("DescribeAction", { ActionName: arn }, options);
        const { ActionName: name = bare.name, Status: status, Description: description } = found;
        return { ...bare, ...detailsOf(found), name, status, description };
      }
      case "context": {
        const found = await sagemaker.call("DescribeContext", { ContextName: arn }, options);
        const { ContextName: name = bare.name, Description: description } = found;
        return { ...bare, ...detailsOf(found), name, description };
      }
      default:
        return bare;
    }
  } catch (error) {
    // It was deleted since the query, or belongs to another account.
    if (isNotFound(error) || isDenied(error)) return bare;
    throw error;
  }
}

type Description = DescribeArtifactResponse | DescribeActionResponse | DescribeContextResponse;

function detailsOf(
  { Source, Properties, CreationTime, LastModifiedTime }: Description,
): Pick<
  LineageEntity,
  "uri" | "properties" | "creationTime" | "lastModifiedTime" | "isDescribed"
> {
  return {
    uri: Source?.SourceUri,
    properties: { ...Properties },
    creationTime: CreationTime,
    lastModifiedTime: LastModifiedTime,
    isDescribed: true,
  };
}

/** Returns the last part of the address of an artifact without a name. */
function sourceName({ name }: LineageEntity, { Source }: DescribeArtifactResponse): string {
  const [, last] = /([^/]+)\/?$/.exec(Source?.SourceUri ?? "") ?? [];
  return last ?? name;
}

function bareEntity({ arn, type, lineageType }: Vertex): LineageEntity {
  return {
    arn,
    kind: KINDS.get(lineageType) ?? "other",
    type,
    name: nameIn(arn),
    run: undefined,
    uri: undefined,
    status: undefined,
    description: undefined,
    properties: {},
    creationTime: undefined,
    lastModifiedTime: undefined,
    isDescribed: false,
  };
}

/** Returns the end of an ARN: the name of a trial component, an action or a context. */
function nameIn(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

/** Calls a function for each item, for a few at a time, and returns the results in order. */
async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let first = 0; first < items.length; first += AT_ONCE) {
    const group = items.slice(first, first + AT_ONCE).map(work);
    // Wait for all even if one fails: the session may be closed next.
    await Promise.allSettled(group);
    results.push(...await Promise.all(group));
  }
  return results;
}
