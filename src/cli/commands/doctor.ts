/**
 * `runlog doctor`: what this runlog works with, and whether all is well.
 *
 * @module
 */
import crypto from "node:crypto";
import fs from "node:fs";
import process from "node:process";
import { closeStaleRuns, type Session } from "../../../mod.ts";
import { checkStore, type StoreReport } from "../../local/mod.ts";
import type { Context } from "../context.ts";
import { count, time } from "../format.ts";
import { type Terminal, visible } from "../terminal.ts";

/** Options of `doctor`. */
export interface DoctorOptions {
  /** Whether runs without a sign of life are ended. */
  readonly fix?: boolean;
  /** The folder of the local store, if it is one. */
  readonly folder?: string | undefined;
}

/** Says what is used, and which runs nobody ended. */
export async function doctor(
  { out, messages, signal }: Context,
  session: Session,
  { fix = false, folder }: DoctorOptions,
): Promise<void> {
  const { deno, bun, node } = process.versions;
  const runtime = deno ? `Deno ${deno}` : bun ? `Bun ${bun}` : `Node ${node}`;
  const stale = await closeStaleRuns({ session, dryRun: !fix, signal });
  const store = folder === undefined ? undefined : await look(folder);
  if (out.isJson) {
    return out.json({ runtime, location: session.location, stale, isFixed: fix, store });
  }
  out.line(`${out.paint("bold", "runtime: ")} ${runtime}`);
  out.line(`${out.paint("bold", "records: ")} ${session.location}`);
  if (store) tellStore(out, store);
  out.line(
    `${out.paint("bold", "open runs that give no sign of life: ")}${
      stale.length === 0 ? out.paint("green", "none") : out.paint("yellow", String(stale.length))
    }`,
  );
  if (stale.length === 0) return;
  out.line();
  out.table(
    ["experiment", "run", "last sign"],
    stale.map(({ run, lastSign }) => [run.experimentName, run.runName, time(lastSign)]),
  );
  messages.line(
    fix
      ? `${count(stale.length, "run")} ended as Failed`
      : "runlog doctor --fix ends them as Failed",
  );
}

async function look(folder: string): Promise<StoreReport> {
  const sqlite = await import("node:sqlite");
  return await checkStore({ folder, sqlite, fs, crypto });
}

function tellStore(out: Terminal, { damage, entities, points, files }: StoreReport): void {
  const looked = `${entities} records, ${points} points and ${files} files`;
  const found = damage.length === 0
    ? out.paint("green", `none in ${looked}`)
    : out.paint("red", String(damage.length));
  out.line(`${out.paint("bold", "damage in the store: ")}${found}`);
  for (const one of damage) out.line(`  ${visible(one)}`);
}
