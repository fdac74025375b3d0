/**
 * The run of the current async scope. Node, Deno and Bun keep it in AsyncLocalStorage; browsers have
 * no async context and answer only where the answer is certain. Browser-safe.
 *
 * @module
 */
import { builtin } from "../runtime.ts";
import type { Run } from "./run.ts";

/** A scope's place for its run. Empty while the run is being opened, and after it has closed. */
export interface Cell {
  /** The scope's run, once it is open. */
  run: Run | undefined;
  /** The cell of the scope around it, if a run was open there. */
  readonly outer: Cell | undefined;
}

interface Scopes {
  /** The cell of this scope. */
  current(): Cell | undefined;
  /** Makes the rest of this scope, and what it calls, see the cell. */
  enter(cell: Cell | undefined): void;
  /** Calls the function in a scope of its own. */
  within<T>(cell: Cell, body: () => T): T;
  /** The cell's run has closed. */
  forget(cell: Cell): void;
}

let scopes: Scopes | undefined;

/**
 * The run of this async scope, or undefined.
 *
 * It is a convenience: a run's own handle is exact. In Deno, Bun and Node it is the run of the
 * nearest `withRun` body, or the one opened last by `startRun` in this scope, nested and concurrent
 * scopes apart. In browsers, which have no async context, it answers inside the synchronous part of
 * a `withRun` body, and elsewhere only while exactly one run is open.
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

/** A fresh cell, inside the run that is open in this scope. */
export function makeCell(): Cell {
  // Closed runs are left out, so that a loop of runs does not build a chain.
  return { run: undefined, outer: openCell(getScopes().current()) };
}

/** Makes the cell this scope's. Call it before any `await`: a later one is not seen by the caller. */
export function enterCell(cell: Cell): void {
  getScopes().enter(cell);
}

/** Leaves the cell, if it is this scope's. Call it before any `await`. */
export function leaveCell(cell: Cell): void {
  cell.run = undefined;
  const here = getScopes();
  here.forget(cell);
  if (here.current() === cell) here.enter(openCell(cell.outer));
}

/** Calls the body in a scope of its own, whose run is the cell's. */
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
