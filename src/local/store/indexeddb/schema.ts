/**
 * The object stores of a database. Their rows hold the same data as those of the SQLite store.
 *
 * @module
 */
import type { BrowserDatabase } from "../../../ports/browser_storage.ts";

/** Version of the layout. */
export const VERSION = 1;

interface StoreLayout {
  readonly keyPath: string | string[];
  readonly autoIncrement?: boolean;
  /** Key paths of indexes, by name. */
  readonly indexes?: Readonly<Record<string, string | string[]>>;
}

/**
 * Object stores by name. Times are seconds since 1970.
 *
 * - `entities`: experiments, trials, trial components and lineage, with bodies in JSON
 * - `members`: links between trials and trial components
 * - `series`: a run's metrics, one row per name, with its summary
 * - `points`: a series' points in order of arrival, in chunks, as typed arrays
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
      by_parent: ["kind", "parent", "created", "key"],
    },
  },
  members: { keyPath: ["trial", "component"], indexes: { by_component: ["component", "trial"] } },
  series: {
    keyPath: "id",
    autoIncrement: true,
    indexes: { by_name: ["component", "name"], by_component: "component" },
  },
  points: { keyPath: ["series", "chunk"] },
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

/** Creates the object stores of an empty database. */
export function createStores(database: BrowserDatabase): void {
  for (const [name, layout] of Object.entries<DeepReadonly<StoreLayout>>(LAYOUT)) {
    const store = database.createObjectStore(name, {
      keyPath: copyPath(layout.keyPath),
      autoIncrement: layout.autoIncrement ?? false,
    });
    for (const [index, keyPath] of Object.entries(layout.indexes ?? {})) {
      store.createIndex(index, copyPath(keyPath), { unique: index === "by_name" });
    }
  }
}

function copyPath(path: string | readonly string[]): string | string[] {
  return typeof path === "string" ? path : [...path];
}
