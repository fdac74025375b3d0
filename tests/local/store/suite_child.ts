/** Bundled, then run by Bun and by Node in a folder: prints how the suites of a store went. */
import { openSqliteStore } from "../../../src/local/store/sqlite.ts";
import { collect } from "../../runtimes/collected.ts";
import { storeSuite } from "../../suites/store.ts";
import { storeLineageSuite } from "../../suites/store_lineage.ts";
import { storeSearchSuite } from "../../suites/store_search.ts";
import { storeSeriesSuite } from "../../suites/store_series.ts";
import { storeValuesSuite } from "../../suites/store_values.ts";
import { storeWalksSuite } from "../../suites/store_walks.ts";

const sqlite = process.getBuiltinModule("node:sqlite");
const fs = process.getBuiltinModule("node:fs");
const crypto = process.getBuiltinModule("node:crypto");
const folder = process.argv[2] ?? "";
const open = (name: string) =>
  Promise.resolve(openSqliteStore({ folder: `${folder}/${name}`, sqlite, fs, crypto }));

const { test, run } = collect();
storeSuite(test, open);
storeSeriesSuite(test, open);
storeValuesSuite(test, open);
storeWalksSuite(test, open);
storeLineageSuite(test, open);
storeSearchSuite(test, open);
console.log(JSON.stringify(await run()));
