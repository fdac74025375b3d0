// Bundled for the browser: every suite over the page's own store, and what only a browser's has.
import { localSession } from "../../src/local.ts";
import { openIndexedDbStore } from "../../src/local/store/indexeddb.ts";
import type { LocalStore } from "../../src/local/store/store.ts";
import { browserStorage } from "../../src/runtime.ts";
import type { Session } from "../../src/session/session.ts";
import { allSuites } from "../suites/all.ts";
import { indexedDbSuite } from "../suites/indexeddb.ts";
import { storeSuite } from "../suites/store.ts";
import { storeValuesSuite } from "../suites/store_values.ts";
import type { SuiteContext } from "../suites/suite.ts";
import { transferSuites } from "../suites/transfer_ways.ts";
import { collect } from "./collected.ts";

let session: Promise<Session> | undefined;
const { test, run } = collect();
const storage = browserStorage();
if (!storage) throw new Error("this page keeps no databases");
const open = (name: string): Promise<LocalStore> => openIndexedDbStore({ name, storage });

storeSuite(test, open);
storeValuesSuite(test, open);
indexedDbSuite(test, open, storage);
const context: SuiteContext = {
  runtime: "chromium",
  test,
  session: () => session ??= localSession({ path: "suite", awsQuotas: true }),
  store: (name) => localSession({ path: name }),
};
allSuites(context);
transferSuites(context);

Object.assign(globalThis, { outcome: await run() });
