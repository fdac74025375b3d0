import { assertEquals, assertRejects } from "@std/assert";
import { type FarGroupRequests, GroupLine } from "../../src/sync/group_line.ts";

/** The destination's error once a quota is reached. */
function limitExceeded(): Error {
  return Object.assign(new Error("full"), { name: "ResourceLimitExceeded" });
}

/**
 * A destination whose new groups have room for two, and which answers requests for them in the order
 * of arrival or the other way round.
 */
function destination(room: number, isReversed: boolean): FarGroupRequests {
  const groups = new Map<string, number>();
  let waiting: (() => void)[] = [];
  const answerAll = (): void => {
    const answers = isReversed ? waiting.toReversed() : waiting;
    waiting = [];
    for (const answer of answers) answer();
  };
  return {
    ensure(name) {
      groups.set(name, groups.get(name) ?? 0);
      return Promise.resolve("created");
    },
    associate(_, name) {
      const members = groups.get(name) ?? 0;
      const hasRoom = members < room;
      if (hasRoom) groups.set(name, members + 1);
      if (waiting.length === 0) setTimeout(answerAll, 0);
      return new Promise((resolve, reject) => {
        waiting.push(() => hasRoom ? resolve() : reject(limitExceeded()));
      });
    },
    names: () => Promise.resolve([...groups.keys()]),
  };
}

for (const isReversed of [false, true]) {
  const order = isReversed ? "before" : "after";
  Deno.test(`runs at once fill group after group, where a full group is refused ${order} others are in it`, async () => {
    const line = new GroupLine(destination(2, isReversed), "e", "Sweep");
    const joined = await Promise.all(
      Array.from({ length: 8 }, (_, index) => line.add(`r${index}`)),
    );
    const groups = Map.groupBy(joined, ({ name }) => name);
    assertEquals([...groups].map(([name, of]) => [name, of.length]).sort(), [
      ["Sweep", 2],
      ["Sweep-2", 2],
      ["Sweep-3", 2],
      ["Sweep-4", 2],
    ]);
  });
}

Deno.test("a quota that is not of the group is the run's error, and ends the search", async () => {
  const line = new GroupLine(destination(0, true), "e", "Sweep");
  const error = await assertRejects(() => line.add("r"), Error);
  assertEquals(error.name, "ResourceLimitExceeded");
});
