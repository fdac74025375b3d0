import { assertEquals, assertGreater, assertLessOrEqual } from "@std/assert";
import type { SearchRequest } from "@aws-sdk/client-sagemaker";
import { createLocalService, serviceSession } from "../../src/local.ts";
import type { LocalStore, Tables } from "../../src/local/store.ts";
import { seriesOf } from "../support/points.ts";
import { inFolder } from "../support/temporary_folder.ts";
import { openStore } from "./test_service.ts";

const COMPONENTS = 40;
const MEMBERS = 2_500;

/** Work between two moments at which a read gave way. */
interface Stretch {
  /** Components whose metrics were read. */
  summaries: number;
  /** Entities that were listed. */
  listed: number;
}

/** A store that counts what its reads do between two moments at which they give way. */
function measured(store: LocalStore): { readonly store: LocalStore; readonly all: Stretch[] } {
  const all: Stretch[] = [];
  const next = (): void => void all.push({ summaries: 0, listed: 0 });
  const now = (): Stretch => all.at(-1) ?? { summaries: 0, listed: 0 };
  const watched = (tables: Tables): Tables => ({
    ...tables,
    points: {
      ...tables.points,
      summaries(component) {
        now().summaries++;
        return tables.points.summaries(component);
      },
      nonFinite(component) {
        now().summaries++;
        return tables.points.nonFinite(component);
      },
    },
    entities: {
      ...tables.entities,
      async list(kind, query) {
        const found = await tables.entities.list(kind, query);
        now().listed += found.length;
        return found;
      },
    },
    async giveWay() {
      next();
      await tables.giveWay?.();
    },
  });
  const read: LocalStore["read"] = (work) => {
    next();
    return store.read((tables) => work(watched(tables)));
  };
  return { store: { ...store, read }, all };
}

async function fill(store: LocalStore): Promise<void> {
  await store.write(async ({ entities, points }) => {
    const times = { created: 1, modified: 1 };
    await entities.put("experiment", { key: "e", parent: null, ...times, body: {} });
    const body = { TrialName: "group" };
    await entities.put("trial", { key: "group", parent: "e", ...times, body });
    for (let index = 0; index < MEMBERS; index++) {
      const key = `r${index}`;
      const parameters = { group: { NumberValue: index < COMPONENTS ? 1 : 2 } };
      await entities.put("component", {
        ...{ key, parent: null, created: index, modified: index },
        body: { TrialComponentName: key, Parameters: parameters },
      });
      await entities.join("group", key);
      if (index >= COMPONENTS) continue;
      for (let metric = 0; metric < 3; metric++) {
        await points.put(seriesOf(key, `m${metric}`, [index]), 1);
      }
    }
  });
}

const metric = { Name: "Metrics.m1.Avg", Operator: "GreaterThanOrEqualTo", Value: "0" } as const;
const few = { Name: "Parameters.group", Operator: "Equals", Value: "1" } as const;

/** Searches that read the metrics of components, each in another way. */
const SEARCHES: Readonly<Record<string, Partial<SearchRequest>>> = {
  "a walk along an index": { SearchExpression: { Filters: [metric] } },
  "the few that a condition selects": { SearchExpression: { Filters: [metric, few] } },
  "an order without an index": {
    SearchExpression: { Filters: [metric] },
    SortBy: "DisplayName",
  },
  "the results of a page": { SearchExpression: { Filters: [few] }, SortBy: "CreationTime" },
};

Deno.test("searches that read metrics give way after each component, which may have thousands", () =>
  inFolder(async (folder) => {
    const { store, all } = measured(openStore(folder));
    await fill(store);
    const service = createLocalService({ store });
    const session = await serviceSession(service);
    for (const [way, search] of Object.entries(SEARCHES)) {
      all.length = 0;
      const request = { Resource: "ExperimentTrialComponent", MaxResults: 100, ...search } as const;
      const { Results = [] } = await session.sagemaker.call("Search", request);
      assertEquals(Results.length, COMPONENTS, way);
      const most = Math.max(...all.map(({ summaries }) => summaries));
      // The condition and the results each read them.
      assertLessOrEqual(most, 2, way);
      assertGreater(all.length, COMPONENTS / 2, way);
    }
    all.length = 0;
    const names = Array.from({ length: COMPONENTS }, (_, index) => `r${index}`);
    assertEquals((await service.metrics.countNonFinite(names)).size, 0);
    assertLessOrEqual(Math.max(...all.map(({ summaries }) => summaries)), 1);
    await service.close();
  }));

Deno.test("a search for run groups reads the runs of a large one some at a time, newest first", () =>
  inFolder(async (folder) => {
    const { store, all } = measured(openStore(folder));
    await fill(store);
    const service = createLocalService({ store });
    all.length = 0;
    const session = await serviceSession(service);
    const { Results = [] } = await session.sagemaker.call("Search", {
      Resource: "ExperimentTrial",
    });
    const components = Results[0]?.Trial?.TrialComponentSummaries ?? [];
    const names = components.map(({ TrialComponentName }) => TrialComponentName);
    assertEquals(names, Array.from({ length: MEMBERS }, (_, index) => `r${MEMBERS - 1 - index}`));
    assertLessOrEqual(Math.max(...all.map(({ listed }) => listed)), 1_001);
    await service.close();
  }));

Deno.test("lists of lineage that look for a type or an end read some at a time, in the order that was asked for", () =>
  inFolder(async (folder) => {
    const { store, all } = measured(openStore(folder));
    const arn = (index: number) => `arn:aws:sagemaker:local:000000000000:artifact/a${index}`;
    await store.write(async ({ entities }) => {
      for (let index = 0; index < MEMBERS; index++) {
        const times = { created: index, modified: index };
        const artifact = { SourceUri: `s3://b/${index}`, SourceTypes: [] };
        await entities.put("artifact", {
          ...{ key: `a${index}`, parent: artifact.SourceUri, ...times },
          body: { Source: artifact, ArtifactType: index % 500 === 0 ? "rare" : "model" },
        });
        await entities.put("association", {
          ...{ key: `${arn(index)} ${arn(index % 500)}`, parent: arn(index), ...times },
          body: { SourceArn: arn(index), DestinationArn: arn(index % 500) },
        });
      }
    });
    const service = createLocalService({ store });
    const session = await serviceSession(service);
    all.length = 0;
    const order = { SortBy: "CreationTime", SortOrder: "Ascending" } as const;
    const { ArtifactSummaries = [] } = await session.sagemaker.call("ListArtifacts", {
      ...{ ArtifactType: "rare", ...order },
    });
    const rare = [0, 500, 1_000, 1_500, 2_000];
    assertEquals(ArtifactSummaries.map(({ ArtifactArn }) => ArtifactArn), rare.map(arn));
    const { AssociationSummaries = [] } = await session.sagemaker.call("ListAssociations", {
      ...{ DestinationArn: arn(0), ...order },
    });
    assertEquals(AssociationSummaries.map(({ SourceArn }) => SourceArn), rare.map(arn));
    assertLessOrEqual(Math.max(...all.map(({ listed }) => listed)), 1_000);
    await service.close();
  }));
