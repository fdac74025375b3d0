import { assertEquals, assertNotEquals } from "@std/assert";
import { createLocalService } from "../../src/local/service.ts";
import { openStore, testService } from "./test_service.ts";

Deno.test("a store has an id of its own, and keeps it", async () => {
  await using first = await testService();
  await using second = await testService();
  const id = await first.service.notes.cursors.identity();
  assertNotEquals(await second.service.notes.cursors.identity(), id);
  await using reopened = createLocalService({ store: openStore(first.folder) });
  assertEquals(await reopened.notes.cursors.identity(), id);
});

Deno.test("a cursor is kept by component and other side, and only over the version before it", async () => {
  await using test = await testService();
  const { cursors } = test.service.notes;
  assertEquals(await cursors.read("Run", "there"), undefined);
  assertEquals(await cursors.write("Run", "there", { version: 2 }), false);
  assertEquals(await cursors.write("Run", "there", { version: 1, at: 5 }), true);
  const writes = [1, 2].map((at) => cursors.write("run", "there", { version: 2, at }));
  assertEquals(await Promise.all(writes), [true, false]);
  assertEquals(await cursors.read("RUN", "there"), { version: 2, at: 1 });
  assertEquals(await cursors.read("run", "elsewhere"), undefined);
});

Deno.test("cursors of a trial component go with it", async () => {
  await using test = await testService();
  const { cursors } = test.service.notes;
  for (const TrialComponentName of ["one", "two"]) {
    await test.sagemaker.createTrialComponent({ TrialComponentName });
    await cursors.write(TrialComponentName, "there", { version: 1 });
  }
  await test.sagemaker.deleteTrialComponent({ TrialComponentName: "one" });
  assertEquals(await cursors.read("one", "there"), undefined);
  assertEquals(await cursors.read("two", "there"), { version: 1 });
});
