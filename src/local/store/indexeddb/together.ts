/**
 * Reads the rows of many components together. IndexedDB answers one request for each range of keys,
 * and a search reads the rows of a hundred components, which are often neighbors in the index.
 *
 * @module
 */
import type { KeyRange } from "../../../ports/browser_storage.ts";

/** An index whose keys begin with components. */
export interface ComponentIndex<Row> {
  /** Returns the range with the rows of all components from one to another. */
  range(first: string, last: string): KeyRange;
  /** Returns the rows of a range in order of key. */
  read(range: KeyRange, limit?: number): Promise<readonly Row[]>;
  /** Returns the component of a row. */
  componentOf(row: Row): string;
}

/** Number of rows to read first, to see whether the components are neighbors. */
const FIRST_ROWS = 128;

/** Number of components that have a request each. */
const FEW = 8;

/** Rows by component. Components that callers want in one turn are read together. */
export class RowsTogether<Row> {
  readonly #index: ComponentIndex<Row>;
  #wanted = new Set<string>();
  #reading: Promise<ReadonlyMap<string, readonly Row[]>> | undefined;

  /** @param index Index to read, in one transaction */
  constructor(index: ComponentIndex<Row>) {
    this.#index = index;
  }

  /** Returns the rows of a component in order of key. */
  async of(component: string): Promise<readonly Row[]> {
    this.#wanted.add(component);
    // A microtask later, all callers of this turn have called, and the transaction is still active.
    this.#reading ??= Promise.resolve().then(() => this.#read());
    return (await this.#reading).get(component) ?? [];
  }

  #read(): Promise<ReadonlyMap<string, readonly Row[]>> {
    const wanted = this.#wanted;
    this.#wanted = new Set();
    this.#reading = undefined;
    return readRows(this.#index, [...wanted].sort());
  }
}

/**
 * Reads the rows of components: from the first component on while at least every second row belongs
 * to one of them, and those of the others by a request each.
 *
 * @param components Components in order of key
 */
async function readRows<Row>(
  index: ComponentIndex<Row>,
  components: readonly string[],
): Promise<ReadonlyMap<string, readonly Row[]>> {
  const found = new Map<string, Row[]>();
  const last = components.at(-1) ?? "";
  let rest = components;
  for (let limit = FIRST_ROWS; rest.length > FEW; limit *= 4) {
    const rows = await index.read(index.range(rest[0] ?? "", last), limit);
    const isAll = rows.length < limit;
    const [end] = rows.slice(-1).map(index.componentOf);
    const wanted = new Set(rest);
    // The component of the last row may have more rows.
    const isRead = (component: string): boolean => isAll || end === undefined || component < end;
    let kept = 0;
    for (const row of rows) {
      const component = index.componentOf(row);
      if (!wanted.has(component) || !isRead(component)) continue;
      const ofComponent = found.get(component);
      if (ofComponent) ofComponent.push(row);
      else found.set(component, [row]);
      kept++;
    }
    rest = rest.filter((component) => !isRead(component));
    if (kept < limit / 2) break;
  }
  const others = await Promise.all(
    rest.map(async (component) =>
      [component, await index.read(index.range(component, component))] as const
    ),
  );
  return new Map<string, readonly Row[]>([...found, ...others]);
}
