// Bundled for the browser: every suite over the page's own store, and what only a browser's has.
import { openIndexedDbStore } from "../../src/local/store/indexeddb.ts";
import type { LocalStore } from "../../src/local/store/store.ts";
import { browserStorage } from "../../src/runtime.ts";
import type { Session } from "../../src/session/session.ts";
import { openBy, type Way } from "../support/through_requests.ts";
import { allSuites, suitesOfFiles, suitesOfRequests } from "../suites/all.ts";
import { indexedDbSuite } from "../suites/indexeddb.ts";
import { indexedDbLookupsSuite } from "../suites/indexeddb_lookups.ts";
import { indexedDbReadsSuite } from "../suites/indexeddb_reads.ts";
import { storeSuite } from "../suites/store.ts";
import { storeLineageSuite } from "../suites/store_lineage.ts";
import { storeSearchSuite } from "../suites/store_search.ts";
import { storeSeriesSuite } from "../suites/store_series.ts";
import { storeValuesSuite } from "../suites/store_values.ts";
import type { SuiteContext } from "../suites/suite.ts";
import { storeWalksSuite } from "../suites/store_walks.ts";
import { transfersSuite } from "../suites/transfers.ts";
import { collect } from "./collected.ts";

const { test, run } = collect();
const storage = browserStorage();
if (!storage) throw new Error("this page keeps no databases");
const open = (name: string): Promise<LocalStore> => openIndexedDbStore({ name, storage });

storeSuite(test, open);
storeSeriesSuite(test, open);
storeValuesSuite(test, open);
storeWalksSuite(test, open);
storeLineageSuite(test, open);
storeSearchSuite(test, open);
indexedDbSuite(test, open, storage);
indexedDbReadsSuite(test, open, storage);
indexedDbLookupsSuite(test, open, storage);

function contextOf(way: Way, prefix: string): SuiteContext {
  let session: Promise<Session> | undefined;
  return {
    runtime: "chromium",
    test: (name, body) => test(`${prefix}${name}`, body),
    session: () => session ??= openBy(way, { path: `${prefix}suite`, awsQuotas: true }),
    store: (name) => openBy(way, { path: `${prefix}${name}` }),
  };
}

allSuites(contextOf("requests of the AWS SDK", ""));
const byCalls = contextOf("calls", "by calls, ");
suitesOfRequests(byCalls);
suitesOfFiles(byCalls);
// By requests, a page takes minutes for the largest: it computes their MD5 in JavaScript.
transfersSuite(byCalls);

Object.assign(globalThis, { outcome: await run() });
