/**
 * Keeps the points of a leaving page that its store may not hold yet. They go to `localStorage`,
 * which has them before the event ends; a transaction of IndexedDB that waits for its own reads is
 * dropped with its page. Every batch has the token of its delivery, so a store that has it does not
 * store it again.
 *
 * @module
 */
import type { BrowserStorage, Texts } from "../ports/browser_storage.ts";
import type { Logger } from "../ports/logger.ts";
import type { JournalEntry, JournalWriter, MetricJournal } from "../ports/metric_journal.ts";
import type { MetricBatch } from "../ports/metrics_client.ts";
import { heldLocks, holdLock } from "./locks.ts";
import { packEntry, unpackEntry } from "./packed_batch.ts";

/** Options of {@linkcode leavingJournal}. */
export interface LeavingJournalOptions {
  /** Storage of the browser. */
  readonly storage: Pick<BrowserStorage, "texts" | "locks" | "onLeave">;
  /** Name of the store, which alone receives the points. */
  readonly name: string;
  /** Receives a warning about points that could not be kept. */
  readonly logger: Logger;
}

type Journaled = Parameters<MetricJournal["begin"]>[0];

/** The points of a run that could not be kept. */
interface Note {
  readonly trialComponentName: string;
  /** Whether the page has gone; otherwise it may only be hidden. */
  readonly isGone: boolean;
  /** Numbers of points, by metric. */
  readonly lost: Readonly<Record<string, number>>;
}

/** Characters that a note takes at first, so that there is room for it once everything else is full. */
const NOTE_LENGTH = 1_000;

/** Creates the journal of a store in this browser. */
export function leavingJournal(options: LeavingJournalOptions): MetricJournal {
  const { storage: { texts, locks }, logger } = options;
  // The name may contain the character that separates the parts of a key.
  const prefix = `runlog-left:${encodeURIComponent(options.name)}:`;
  const own = new Set<string>();
  const foreignKeys = (): readonly string[] =>
    keysOf(texts, prefix).filter((key) => !own.has(ownerOf(prefix, key)));
  return {
    isForLeaving: true,
    isEmpty: () => foreignKeys().length === 0,
    begin(run) {
      // Owners sort by time, so that points are sent in the order of their pages.
      const owner = `${Date.now()}-${crypto.randomUUID()}`;
      own.add(owner);
      return new LeavingWriter(options, run, prefix + owner);
    },
    async adopt(work) {
      const keys = foreignKeys();
      const batches = keys.filter((key) => isBatch(prefix, key));
      const found = new Map(batches.flatMap((key) => entryOf(texts, key)));
      // Pages that are alive lose nothing by it: both send their batches in the same order, and the
      // store takes each token once.
      await work([...found.values()], (token) => {
        for (const [key, entry] of found) if (entry.token === token) texts?.removeItem(key);
        return Promise.resolve();
      });
      const alive = await heldLocks(locks);
      for (const key of keys) {
        if (isBatch(prefix, key)) continue;
        const note = noteOf(texts, key);
        if (alive.has(key) && !note?.isGone) continue;
        if (note) tellLoss(note, logger);
        texts?.removeItem(key);
      }
    },
  };
}

/** The journal of one run of this page. */
class LeavingWriter implements JournalWriter {
  readonly #options: LeavingJournalOptions;
  readonly #run: Journaled;
  /** Key of the run's note, and start of the keys of its batches. */
  readonly #key: string;
  readonly #release: () => Promise<void>;
  readonly #stops: (() => void)[] = [];
  /** Keys of saved batches, by token. */
  readonly #saved = new Map<string, string>();
  /** Batches for which there was no room, by token. */
  readonly #lost = new Map<string, MetricBatch>();
  #count = 0;
  #isGone = false;

  constructor(options: LeavingJournalOptions, run: Journaled, key: string) {
    this.#options = options;
    this.#run = run;
    this.#key = key;
    this.#release = holdLock(options.storage.locks, key);
    const { texts } = options.storage;
    if (!texts || this.#reserve()) return;
    options.logger.warn(
      "runlog: localStorage of this page is full. Points that are undelivered when the page is " +
        "left will be lost. Free space in it",
    );
  }

  write(put: readonly MetricBatch[], remove: readonly string[]): Promise<void> {
    for (const token of remove) this.#remove(token);
    if (put.length > 0) this.#putAll(put);
    return Promise.resolve();
  }

  onLeave(listener: () => void): void {
    this.#stops.push(this.#options.storage.onLeave((isGone) => {
      // A page that goes is hidden as well, and either event may be the first.
      this.#isGone ||= isGone;
      listener();
      if (this.#lost.size === 0) this.#texts?.removeItem(this.#key);
    }));
  }

  async end(): Promise<void> {
    for (const stop of this.#stops) stop();
    if (this.#lost.size === 0) this.#texts?.removeItem(this.#key);
    await this.#release();
  }

  get #texts(): Texts | undefined {
    return this.#options.storage.texts;
  }

  #putAll(batches: readonly MetricBatch[]): void {
    this.#reserve();
    const { arn, trialComponentName } = this.#run;
    let room = Infinity;
    for (const batch of batches) {
      const { token, values: { length } } = batch;
      if (this.#saved.has(token)) continue;
      const key = `${this.#key}:${String(this.#count++).padStart(8, "0")}`;
      if (
        length < room && save(this.#texts, key, packEntry({ ...batch, arn, trialComponentName }))
      ) {
        this.#saved.set(token, key);
        this.#lost.delete(token);
      } else {
        room = Math.min(room, length);
        this.#lost.set(token, batch);
      }
    }
    this.#noteLoss();
  }

  #remove(token: string): void {
    const key = this.#saved.get(token);
    if (key !== undefined) this.#texts?.removeItem(key);
    this.#saved.delete(token);
    if (!this.#lost.delete(token)) return;
    // A page that delivers has come back.
    this.#isGone = false;
    this.#noteLoss();
  }

  /** Saves a note of full length, and returns whether there was room for it. */
  #reserve(): boolean {
    return save(this.#texts, this.#key, this.#noteText({}).padEnd(NOTE_LENGTH));
  }

  #noteLoss(): void {
    if (this.#lost.size === 0) return;
    const lost = countByName(this.#lost.values());
    if (save(this.#texts, this.#key, this.#noteText(lost))) return;
    const all = Object.values(lost).reduce((sum, count) => sum + count, 0);
    save(this.#texts, this.#key, this.#noteText({ "(all metrics)": all }));
  }

  #noteText(lost: Note["lost"]): string {
    const { trialComponentName } = this.#run;
    return JSON.stringify({ trialComponentName, isGone: this.#isGone, lost } satisfies Note);
  }
}

function countByName(batches: Iterable<MetricBatch>): Note["lost"] {
  const counts = new Map<string, number>();
  for (const { names, series } of batches) {
    for (const index of series) {
      const name = names[index] ?? "";
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return Object.fromEntries(counts);
}

function tellLoss({ trialComponentName, lost }: Note, logger: Logger): void {
  for (const [name, count] of Object.entries(lost)) {
    logger.warn(
      `runlog: ${count} points of "${name}" of run "${trialComponentName}" were lost when their ` +
        "page was left: localStorage had no room for them. Await run.flush() before a page is left",
    );
  }
}

function save(texts: Texts | undefined, key: string, text: string): boolean {
  try {
    texts?.setItem(key, text);
    return texts !== undefined;
  } catch {
    return false;
  }
}

function keysOf(texts: Texts | undefined, prefix: string): readonly string[] {
  const keys = Array.from({ length: texts?.length ?? 0 }, (_, index) => texts?.key(index) ?? "");
  return keys.filter((key) => key.startsWith(prefix)).sort();
}

function ownerOf(prefix: string, key: string): string {
  return key.slice(prefix.length).split(":", 1)[0] ?? "";
}

function isBatch(prefix: string, key: string): boolean {
  return key.includes(":", prefix.length);
}

function entryOf(texts: Texts | undefined, key: string): [key: string, entry: JournalEntry][] {
  try {
    return [[key, unpackEntry(texts?.getItem(key) ?? "")]];
  } catch {
    // Written by something else, despite its name.
    return [];
  }
}

function noteOf(texts: Texts | undefined, key: string): Note | undefined {
  try {
    return JSON.parse(texts?.getItem(key) ?? "");
  } catch {
    return undefined;
  }
}
