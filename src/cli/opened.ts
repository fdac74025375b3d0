/**
 * Opens the session of a command for as long as the command takes, and reads numbers of its options.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";
import type { Session } from "../../mod.ts";
import { type CommonOptions, openSession } from "./context.ts";

/** Runs a command with the session that its options name. */
export async function within(
  { session, region }: CommonOptions,
  work: (session: Session) => Promise<void>,
): Promise<void> {
  const opened = await openSession(session, region);
  try {
    await work(opened);
  } finally {
    await opened[Symbol.asyncDispose]();
  }
}

/** Returns a reader of whole numbers. */
export function wholeNumberFrom(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least}.`);
  };
}
