/**
 * Journals metric points in a browser. Batches go to IndexedDB. Batches whose write is unconfirmed
 * when a page closes go to text storage. Web Locks show which pages are open. Credentials are never
 * written.
 *
 * @module
 */
import type {
  BrowserDatabase,
  BrowserDatabases,
  BrowserObjectStore,
  BrowserStorage,
  Locks,
} from "../ports/browser_storage.ts";
import { heldLocks, holdLock } from "./locks.ts";
import { allLastWords, forgetLastWords, keepLastWords } from "./last_words.ts";
import type { JournalEntry, JournalWriter, MetricJournal } from "../ports/metric_journal.ts";
import type { MetricBatch } from "../ports/metrics_client.ts";

const DATABASE = "runlog-journal";
const STORE = "batches";
/** Transactions complete once data is on disk: by default, a killed browser loses them. */
const DURABLE = { durability: "strict" } as const;
const LOCK_PREFIX = "runlog-journal:";

/** Changes the only object store of the database in one transaction. */
type Change = (work: (store: BrowserObjectStore) => void) => Promise<void>;

/** A row of the database: an entry, and the ID of the page's run that wrote it. */
interface Row extends JournalEntry {
  readonly owner: string;
}

/** Creates the journal that all pages of one origin share in this browser. */
export function indexedDbJournal(browser: BrowserStorage): MetricJournal {
  let opening: Promise<BrowserDatabase> | undefined;
  const database = (): Promise<BrowserDatabase> => opening ??= openDatabase(browser.indexedDB);
  // A page that is leaving has no time to wait for the database.
  let opened: BrowserDatabase | undefined;
  const change: Change = async (work) => {
    opened ??= await database();
    await changeStore(opened, work);
  };
  return {
    begin: (run) => beginRun(browser, run, change),
    async adopt(work) {
      await exclusively(browser.locks, `${LOCK_PREFIX}adopt`, async () => {
        const alive = await livingOwners(browser.locks);
        await takeIn(browser, alive, change);
        const rows = await allRows(await database());
        const entries = rows.filter(({ owner }) => !alive.has(owner));
        if (entries.length === 0) return;
        await work(entries, (token) => change((store) => void store.delete(token)));
      });
    },
  };
}

function beginRun(
  browser: BrowserStorage,
  { arn, trialComponentName }: Parameters<MetricJournal["begin"]>[0],
  change: Change,
): JournalWriter {
  const owner = crypto.randomUUID();
  const release = holdLock(browser.locks, LOCK_PREFIX + owner);
  const stops: (() => void)[] = [];
  /** Batches whose write is unconfirmed, by token. */
  const unsure = new Map<string, MetricBatch>();
  let hasLeft = false;
  const speak = (): void => {
    const words = { owner, arn, trialComponentName, batches: [...unsure.values()] };
    keepLastWords(browser.texts, words);
  };
  return {
    async write(put, remove) {
      for (const batch of put) unsure.set(batch.token, batch);
      for (const token of remove) unsure.delete(token);
      if (hasLeft) speak();
      await change((store) => {
        for (const batch of put) store.put({ ...batch, arn, trialComponentName, owner });
        for (const token of remove) store.delete(token);
      });
      for (const batch of put) {
        if (unsure.get(batch.token) === batch) unsure.delete(batch.token);
      }
      // A page that was only hidden has come back.
      if (hasLeft) speak();
      hasLeft &&= unsure.size > 0;
    },
    onLeave(listener) {
      stops.push(browser.onLeave(() => {
        listener();
        hasLeft = true;
        speak();
      }));
    },
    async end() {
      for (const stop of stops) stop();
      await release();
    },
  };
}

/** Moves the last words of closed pages into the database. */
async function takeIn(
  { texts }: BrowserStorage,
  alive: ReadonlySet<string>,
  change: Change,
): Promise<void> {
  for (const { owner, batches, ...run } of allLastWords(texts)) {
    if (alive.has(owner)) continue;
    await change((store) => {
      for (const batch of batches) store.put({ ...batch, ...run, owner });
    });
    forgetLastWords(texts, owner);
  }
}

function openDatabase(indexedDB: BrowserDatabases): Promise<BrowserDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(STORE, { keyPath: "token" });
  };
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function changeStore(
  database: BrowserDatabase,
  work: (store: BrowserObjectStore) => void,
): Promise<void> {
  const transaction = database.transaction(STORE, "readwrite", DURABLE);
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    work(transaction.objectStore(STORE));
    // Starts the write at once, instead of on a later turn of the event loop.
    transaction.commit();
  });
}

function allRows(database: BrowserDatabase): Promise<readonly Row[]> {
  const request = database.transaction(STORE, "readonly").objectStore(STORE).getAll();
  return new Promise((resolve, reject) => {
    // Nothing else is written there.
    request.onsuccess = () => resolve(request.result as Row[]);
    request.onerror = () => reject(request.error);
  });
}

/** Returns the owners whose page is open. Without locks, as in an insecure page, returns no owners. */
async function livingOwners(locks: Locks | undefined): Promise<ReadonlySet<string>> {
  const names = [...await heldLocks(locks)];
  return new Set(
    names.filter((name) => name.startsWith(LOCK_PREFIX))
      .map((name) => name.slice(LOCK_PREFIX.length)),
  );
}

async function exclusively(
  locks: Locks | undefined,
  name: string,
  work: () => Promise<void>,
): Promise<void> {
  if (!locks) return await work();
  await locks.request(name, { ifAvailable: true }, (lock) => lock ? work() : Promise.resolve());
}
