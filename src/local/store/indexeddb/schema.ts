/**
 * The object stores of a database. Their rows hold the same data as those of the SQLite store.
 *
 * @module
 */
import type { BrowserDatabase, BrowserTransaction } from "../../../ports/browser_storage.ts";

/**
 * Version of the layout: the second has the indexes of walks, the third that of numbers not finite,
 * the fourth that of lookups.
 */
export const VERSION = 4;

interface StoreLayout {
  readonly keyPath: string | string[];
  readonly autoIncrement?: boolean;
  /** Key paths of indexes, by name. */
  readonly indexes?: Readonly<Record<string, string | string[]>>;
  /** An index by every element of a list. */
  readonly elements?: Readonly<Record<string, string>>;
}

/**
 * Object stores by name. Times are seconds since 1970.
 *
 * - `entities`: experiments, trials, trial components and lineage, with bodies in JSON, and the
 *   lookups of those that have one: see lookup.ts
 * - `members`: links between trials and trial components
 * - `series`: a run's metrics, one row per name, with its summary
 * - `points`: a series' points in order of arrival, in chunks, as typed arrays
 * - `parameters`: one row per trial component, and one index entry per parameter: see parameters.ts
 * - `batches`: answers to metric batches, so that a batch delivered twice counts once
 * - `buckets`, `objects`, `uploads`, `parts`: S3, without the bytes. `order` is the key in UTF-8,
 *   because IndexedDB sorts strings by UTF-16 and S3 does not
 * - `files`: bytes of objects in pieces
 */
const LAYOUT = {
  entities: {
    keyPath: ["kind", "key"],
    indexes: {
      by_time: ["kind", "created", "key"],
      by_change: ["kind", "modified", "key"],
      by_parent: ["kind", "parent", "created", "key"],
      // A row without a lookup is not in it.
      by_lookup: ["kind", "lookup", "created", "key"],
    },
  },
  members: { keyPath: ["trial", "component"], indexes: { by_component: ["component", "trial"] } },
  series: {
    keyPath: "id",
    autoIncrement: true,
    indexes: {
      by_name: ["component", "name"],
      by_component: "component",
      // A row without finite points has no valid key for its last value, and infinite extremes.
      by_last: ["name", "last", "component"],
      by_min: ["name", "min", "component"],
      by_max: ["name", "max", "component"],
      // A row in which all points are finite has no such number.
      by_non_finite: ["component", "nonFinite"],
    },
  },
  points: { keyPath: ["series", "chunk"] },
  parameters: { keyPath: "component", elements: { by_value: "entries" } },
  batches: { keyPath: "token", indexes: { by_time: "created" } },
  buckets: { keyPath: "name" },
  objects: { keyPath: ["bucket", "order"], indexes: { by_file: "file" } },
  uploads: { keyPath: "id" },
  parts: { keyPath: ["upload", "number"], indexes: { by_file: "file" } },
  files: { keyPath: ["file", "piece"], indexes: { by_time: "created" } },
} as const satisfies Readonly<Record<string, DeepReadonly<StoreLayout>>>;

type DeepReadonly<T> = { readonly [Key in keyof T]: DeepReadonly<T[Key]> };

/** The name of an object store. */
export type StoreName = keyof typeof LAYOUT;

/** Every object store. Each transaction includes all of them. */
// The keys of a constant are its names.
export const STORE_NAMES: readonly StoreName[] = Object.keys(LAYOUT) as StoreName[];

/**
 * Creates the object stores and indexes that a database lacks.
 *
 * @param database Database that is upgraded
 * @param transaction Transaction of the upgrade
 * @param version Version of the database before; 0 if it is new
 */
export function createStores(
  database: BrowserDatabase,
  transaction: BrowserTransaction,
  version: number,
): void {
  for (const [name, layout] of Object.entries<DeepReadonly<StoreLayout>>(LAYOUT)) {
    const isNew = version === 0 || (version < 2 && name === "parameters");
    const store = isNew
      ? database.createObjectStore(name, {
        keyPath: copyPath(layout.keyPath),
        autoIncrement: layout.autoIncrement ?? false,
      })
      : transaction.objectStore(name);
    for (const [index, keyPath] of Object.entries(layout.indexes ?? {})) {
      if (!isNew && version >= (ADDED[index] ?? 0)) continue;
      const options = { unique: index === "by_name", multiEntry: false };
      store.createIndex(index, copyPath(keyPath), options);
    }
    if (!isNew) continue;
    for (const [index, keyPath] of Object.entries(layout.elements ?? {})) {
      store.createIndex(index, keyPath, { unique: false, multiEntry: true });
    }
  }
}

/** Versions that add indexes to object stores of earlier ones. */
const ADDED: Readonly<Record<string, number>> = {
  by_change: 2,
  by_last: 2,
  by_min: 2,
  by_max: 2,
  by_non_finite: 3,
  by_lookup: 4,
};

function copyPath(path: string | readonly string[]): string | string[] {
  return typeof path === "string" ? path : [...path];
}
