/**
 * Tracks the run of the current async scope. Node, Deno and Bun store it in AsyncLocalStorage.
 * Browsers have no async context, so there the run is known only where it is unambiguous.
 *
 * @module
 */
import { builtin } from "../runtime.ts";
import type { Run } from "./run.ts";

/** Holds the run of a scope. Empty while the run is being opened, and after it has closed. */
export interface Cell {
  /** The scope's run; undefined until it is open. */
  run: Run | undefined;
  /** Cell of the enclosing scope, if a run was open there. */
  readonly outer: Cell | undefined;
}

interface Scopes {
  /** Returns the cell of this scope. */
  current(): Cell | undefined;
  /** Sets the cell for the rest of this scope and everything called from it. */
  enter(cell: Cell | undefined): void;
  /** Calls a function in a scope of its own. */
  within<T>(cell: Cell, body: () => T): T;
  /** Removes the cell of a run that has closed. */
  forget(cell: Cell): void;
}

let scopes: Scopes | undefined;

/**
 * Returns the run of this async scope, or undefined. It is a convenience: to be certain of the run,
 * pass its handle.
 *
 * In Deno, Bun and Node it returns the run of the nearest `withRun` body, or the run that
 * `startRun` opened last in this scope. Nested and concurrent scopes do not affect each other.
 * Browsers have no async context: there it returns a run inside the synchronous part of a `withRun`
 * body, and elsewhere only while exactly one run is open.
 *
 * @example
 * ```ts
 * import { currentRun, withRun } from "@runlog/sagemaker";
 *
 * function evaluate() {
 *   currentRun()?.logMetric("accuracy", 0.97);
 * }
 *
 * await withRun({ experimentName: "demo" }, () => evaluate());
 * ```
 */
export function currentRun(): Run | undefined {
  return openCell(getScopes().current())?.run;
}

/** Creates a cell that is nested in the cell of this scope's open run. */
export function makeCell(): Cell {
  // Closed runs are omitted, so that a loop of runs does not build a chain.
  return { run: undefined, outer: openCell(getScopes().current()) };
}

/**
 * Makes the cell current in this scope. Call it before any `await`: the caller does not see a cell
 * that is entered later.
 */
export function enterCell(cell: Cell): void {
  getScopes().enter(cell);
}

/** Empties the cell, and leaves it if it is current in this scope. Call it before any `await`. */
export function leaveCell(cell: Cell): void {
  cell.run = undefined;
  const here = getScopes();
  here.forget(cell);
  if (here.current() === cell) here.enter(openCell(cell.outer));
}

/** Calls a function in a scope of its own, in which the cell is current. */
export function withinCell<T>(cell: Cell, body: () => T): T {
  return getScopes().within(cell, body);
}

function openCell(cell: Cell | undefined): Cell | undefined {
  while (cell && (cell.run === undefined || cell.run.closed)) cell = cell.outer;
  return cell;
}

function getScopes(): Scopes {
  return scopes ??= asyncScopes() ?? browserScopes();
}

function asyncScopes(): Scopes | undefined {
  const hooks = builtin("node:async_hooks");
  if (!hooks) return undefined;
  const storage = new hooks.AsyncLocalStorage<Cell | undefined>();
  return {
    current: () => storage.getStore(),
    enter: (cell) => storage.enterWith(cell),
    within: (cell, body) => storage.run(cell, body),
    forget: () => {},
  };
}

function browserScopes(): Scopes {
  const synchronous: Cell[] = [];
  const open = new Set<Cell>();
  const onlyOpen = (): Cell | undefined => {
    const [cell, ...others] = [...open].filter(({ run }) => run && !run.closed);
    return others.length === 0 ? cell : undefined;
  };
  return {
    current: () => synchronous.at(-1) ?? onlyOpen(),
    enter: (cell) => void (cell && open.add(cell)),
    within(cell, body) {
      open.add(cell);
      synchronous.push(cell);
      try {
        return body();
      } finally {
        synchronous.pop();
      }
    },
    forget: (cell) => void open.delete(cell),
  };
}
