import { assert, assertInstanceOf, assertRejects } from "@std/assert";
import { DeliveryError, startRun } from "../../mod.ts";
import { StoreError } from "../../src/local.ts";
import { builtin } from "../../src/runtime.ts";
import { type SuiteContext, uniqueName } from "./suite.ts";

/** A store whose folder is deleted under a run. */
export function vanishingSuite({ test, store }: SuiteContext): void {
  test("flush() and close() report a store whose folder was deleted", async () => {
    const session = await store("vanishing");
    const location = session.store?.location;
    const fs = builtin("node:fs");
    // A page cannot delete a database that it has open.
    if (location?.kind !== "sqlite" || !fs) return;
    const run = await startRun({ experimentName: uniqueName(), session });
    run.logMetric("loss", 1);
    await run.flush();
    fs.rmSync(location.path, { recursive: true });
    const error = await assertRejects(() => run.flush(), StoreError);
    assert(error.message.includes(location.path), error.message);
    const ended = await assertRejects(() => run.close(), DeliveryError);
    assertInstanceOf(ended.cause, StoreError);
  });
}
