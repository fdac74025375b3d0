import { assert, assertEquals } from "@std/assert";
import type { Outcome } from "../../runtimes/collected.ts";
import { storeSuite } from "../../suites/store.ts";
import { storeLineageSuite } from "../../suites/store_lineage.ts";
import { storeSearchSuite } from "../../suites/store_search.ts";
import { storeSeriesSuite } from "../../suites/store_series.ts";
import { storeValuesSuite } from "../../suites/store_values.ts";
import { storeWalksSuite } from "../../suites/store_walks.ts";
import { startScript } from "../../support/children.ts";
import { openStore } from "../test_service.ts";

const folder = await Deno.makeTempDir({ prefix: "runlog-store-suite-" });

const register = (name: string, body: () => void | Promise<void>): void => Deno.test(name, body);
const open = (name: string) => Promise.resolve(openStore(`${folder}/${name}`));

storeSuite(register, open);
storeSeriesSuite(register, open);
storeValuesSuite(register, open);
storeWalksSuite(register, open);
storeLineageSuite(register, open);
storeSearchSuite(register, open);

for (const runtime of ["bun", "node"] as const) {
  Deno.test(`A store in ${runtime} does what every store must do`, async () => {
    const child = await startScript(runtime, "tests/local/store/suite_child.ts", [
      `${folder}/${runtime}`,
    ]);
    const { stdout, stderr } = await child.output();
    const [last = ""] = new TextDecoder().decode(stdout).trim().split("\n").slice(-1);
    const errors = new TextDecoder().decode(stderr);
    assert(last.startsWith("{"), errors);
    // Printed by the child.
    const { passed, failures } = JSON.parse(last) as Outcome;
    assertEquals(failures, []);
    assert(passed > 0);
  });
}

Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));
