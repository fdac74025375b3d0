// Bundled for the browser: every suite over the page's own store, and what only a browser's has.
import { localSession } from "../../src/local.ts";
import { openIndexedDbStore } from "../../src/local/store/indexeddb.ts";
import type { IndexedDb } from "../../src/local/store/indexeddb/platform.ts";
import type { LocalStore } from "../../src/local/store/store.ts";
import type { Session } from "../../src/session/session.ts";
import { allSuites } from "../suites/all.ts";
import { indexedDbSuite } from "../suites/indexeddb.ts";
import { storeSuite } from "../suites/store.ts";
import { collect } from "./collected.ts";

let session: Promise<Session> | undefined;
const { test, run } = collect();
// A browser's global object has what the type names; this program is checked without its library.
const platform = globalThis as unknown as IndexedDb;
const open = (name: string): Promise<LocalStore> => openIndexedDbStore({ name, platform });

storeSuite(test, open);
indexedDbSuite(test, open, platform);
allSuites({
  runtime: "chromium",
  test,
  session: () => session ??= localSession({ path: "suite" }),
  store: (name) => localSession({ path: name }),
});

Object.assign(globalThis, { outcome: await run() });
