import { storeSuite } from "../../suites/store.ts";
import { openStore } from "../test_service.ts";

const folder = await Deno.makeTempDir({ prefix: "runlog-store-suite-" });

storeSuite(
  (name, body) => Deno.test(name, body),
  (name) => Promise.resolve(openStore(`${folder}/${name}`)),
);

Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));
