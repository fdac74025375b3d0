/**
 * A store in a browser: one IndexedDB database, which any number of pages of an origin can open.
 *
 * @module
 */
import { Damage } from "./damage.ts";
import { openDatabase, type StoreStorage } from "./indexeddb/database.ts";
import { entityTables } from "./indexeddb/entities.ts";
import { objectFiles, sweepFiles } from "./indexeddb/files.ts";
import { objectTables } from "./indexeddb/objects.ts";
import { pointTables } from "./indexeddb/points.ts";
import { hasRemovedSeries, removeSlice } from "./indexeddb/removal.ts";
import type { Transaction } from "./indexeddb/transaction.ts";
import { walkTables } from "./indexeddb/walk.ts";
import type { LocalStore, Tables } from "./store.ts";
import { Upkeep } from "./upkeep.ts";
import { checkOptions, type OptionKinds } from "../../options.ts";
import { FUNCTION, OBJECT, TEXT } from "../../kinds.ts";

/** Options to open a store in a browser. */
export interface IndexedDbStoreOptions {
  /** Name of the database, created if it does not exist. */
  readonly name: string;
  /** Storage of the browser. */
  readonly storage: StoreStorage;
  /**
   * Receives a message when the contents of the store are lost.
   * @default console.warn
   */
  readonly onDamage?: ((notice: string) => void) | undefined;
}

const OPTIONS: OptionKinds<IndexedDbStoreOptions> = {
  name: TEXT,
  storage: OBJECT,
  onDamage: FUNCTION,
};

/**
 * Opens a store in a browser.
 *
 * @throws {StoreError} If the browser does not allow it, or the store is newer than this code
 */
export async function openIndexedDbStore(options: IndexedDbStoreOptions): Promise<LocalStore> {
  checkOptions("Cannot open store", options, OPTIONS);
  const { name, storage, onDamage = (notice): void => console.warn(`runlog: ${notice}`) } = options;
  const database = await openDatabase(name, storage, onDamage);
  const damage = new Damage(name, onDamage);
  // Beside the work, and of no consequence to it: what cannot be removed now is the next one's.
  const swept = sweepFiles(database, Date.now() / 1000).catch(() => 0);
  const upkeep = new Upkeep({
    hasWork: () => database.read(hasRemovedSeries),
    slices: [() => database.write(removeSlice)],
  });
  upkeep.resume();
  const onRemove = (): void => upkeep.wake();
  return {
    location: { kind: "indexeddb", path: name },
    read: (work) => database.read((transaction) => work(tablesOf(transaction, damage, onRemove))),
    write: (work) => database.write((transaction) => work(tablesOf(transaction, damage, onRemove))),
    files: objectFiles(database),
    async close() {
      await swept;
      await upkeep.close();
      await database.close();
    },
  };
}

function tablesOf(transaction: Transaction, damage: Damage, onRemove: () => void): Tables {
  return {
    entities: entityTables(transaction, damage),
    points: pointTables(transaction, onRemove),
    walks: walkTables(transaction, damage),
    objects: objectTables(transaction),
  };
}
