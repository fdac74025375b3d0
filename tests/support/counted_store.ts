import { assert } from "@std/assert";
import type { LocalStore } from "../../src/local/store/store.ts";
import type { WalkTables } from "../../src/local/store/walk.ts";

/** What reading from a store has cost. */
export interface Cost {
  /** Entries of indexes that were scanned. */
  scanned: number;
  /** Entities that were read. */
  read: number;
}

/** Returns a store that adds to a cost what each read scans. */
export function countedStore(store: LocalStore, cost: Cost): LocalStore {
  return {
    ...store,
    read: (work) =>
      store.read((tables) => {
        const { walks, entities } = tables;
        assert(walks);
        const counting: WalkTables = {
          async components(walk) {
            const stretch = await walks.components(walk);
            cost.scanned += stretch.scanned;
            cost.read += stretch.components.length;
            return stretch;
          },
          async few(selection, most) {
            const found = await walks.few(selection, most);
            cost.read += found?.length ?? 0;
            return found;
          },
        };
        const list: typeof entities.list = async (kind, query) => {
          const found = await entities.list(kind, query);
          cost.read += found.length;
          return found;
        };
        return work({ ...tables, walks: counting, entities: { ...entities, list } });
      }),
  };
}
