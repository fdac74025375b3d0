import { assert, assertEquals } from "@std/assert";
import { walkAlong } from "../../../src/local/search/walk.ts";
import type { Matches } from "../../../src/local/search/query.ts";
import type { Entity } from "../../../src/local/store/entities.ts";
import { range } from "../../support/numbers.ts";
import { inFolder } from "../../support/temporary_folder.ts";
import { openStore } from "../test_service.ts";

const RUNS = 400;
const SIZE = 100;

interface Found {
  readonly page: Matches;
  /** Number of entities that were looked at. */
  readonly looked: number;
}

/** Finds the first page of the entities that match, in order of time. */
async function firstPage(matches: (entity: Entity) => boolean): Promise<Found> {
  return await inFolder(async (folder) => {
    const store = openStore(folder);
    await store.write(async ({ entities }) => {
      for (const created of range(RUNS)) {
        const key = `run-${created}`;
        const entity = { key, parent: null, created, modified: created, body: {} };
        await entities.put("component", entity);
      }
    });
    let looked = 0;
    const page = await store.read(async ({ walks }) => {
      assert(walks);
      return await walkAlong({ walks }, {
        resource: "ExperimentTrialComponent",
        expression: {},
        sortBy: "CreationTime",
        descending: false,
        size: SIZE,
        find(entity) {
          looked++;
          return Promise.resolve(matches(entity) ? { entity, record: {} } : undefined);
        },
      }, undefined);
    });
    await store.close();
    assert(page);
    return { page, looked };
  });
}

function times({ page }: Found): readonly number[] {
  return page.items.map(({ entity }) => entity.created);
}

Deno.test("a search in which all match looks at one more than its page", async () => {
  const found = await firstPage(() => true);
  assertEquals(times(found), range(SIZE));
  assertEquals(found.looked, SIZE + 1);
});

Deno.test("a search in which some match looks on until its page is full", async () => {
  for (const every of [2, 3]) {
    const found = await firstPage(({ created }) => created % every === 0);
    assertEquals(times(found), range(SIZE).map((index) => every * index));
    assertEquals(nextPlace(found), every * (SIZE - 1));
  }
});

/** The time after which the next page begins. */
function nextPlace({ page: { next } }: Found): unknown {
  return typeof next === "object" ? next.value : next;
}
