/**
 * `runlog doctor`: what this runlog works with, and whether all is well.
 *
 * @module
 */
import crypto from "node:crypto";
import fs from "node:fs";
import process from "node:process";
import { closeStaleRuns, type Session } from "../../../mod.ts";
import { checkStore, StoreError, type StoreReport } from "../../local.ts";
import { type CommonOptions, type Context, localFolder } from "../context.ts";
import { inspectAws, tellAws } from "./doctor/inspect_aws.ts";
import { count, time } from "../format.ts";
import { type Terminal, visible } from "../terminal.ts";

/** Options of `doctor`. */
export interface DoctorOptions {
  /** Whether runs without a sign of life are ended. */
  readonly fix?: boolean;
  /** Whether permissions to write are tried. */
  readonly write?: boolean;
}

/**
 * Says what is used, what is damaged, and which runs nobody ended.
 *
 * @throws {StoreError} when something is damaged
 */
export async function doctor(
  context: Context,
  session: Session,
  options: CommonOptions & DoctorOptions,
): Promise<void> {
  const { out, messages, signal, environment } = context;
  const { fix = false, write = false, session: where = environment["RUNLOG_SESSION"] } = options;
  // Only local stores keep heartbeats.
  const folder = localFolder(where ?? (session.heartbeats ? "local" : "aws"));
  const store = folder === undefined ? undefined : await look(folder);
  if (store && store.damage.length > 0) throw tellDamage(out, store);
  const { deno, bun, node } = process.versions;
  const runtime = deno ? `Deno ${deno}` : bun ? `Bun ${bun}` : `Node ${node}`;
  const aws = folder === undefined ? await inspectAws(session, { write }, signal) : undefined;
  // Who may not search has no runs to close, and has been told so.
  const maySearch =
    aws?.permissions.some(({ action, verdict }) =>
      action === "sagemaker:Search" && verdict === "granted"
    ) ?? true;
  const stale = maySearch ? await closeStaleRuns({ session, dryRun: !fix, signal }) : [];
  if (out.isJson) {
    return out.json({ runtime, location: session.location, stale, isFixed: fix, store, aws });
  }
  out.line(`${out.paint("bold", "runtime: ")} ${runtime}`);
  out.line(`${out.paint("bold", "records: ")} ${session.location}`);
  if (aws) tellAws(context, aws);
  if (!maySearch) return;
  if (store) {
    const looked = `${store.entities} records, ${store.points} points and ${store.files} files`;
    out.line(
      `${out.paint("bold", "damage in the store: ")}${out.paint("green", "none")} in ${looked}`,
    );
  }
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

/** Does some work; where it finds a store that cannot be used, says what of it is damaged. */
export async function tellingDamage(
  { out }: Context,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof StoreError) || error instanceof DamageError) throw error;
    // One that is not there, or no store at all, has nothing to look through.
    const store = await look(error.folder).catch(() => undefined);
    throw store && store.damage.length > 0 ? tellDamage(out, store) : error;
  }
}

/** What was found is told already. */
class DamageError extends StoreError {
  override name = "DamageError";
}

async function look(folder: string): Promise<StoreReport> {
  const sqlite = await import("node:sqlite");
  return await checkStore({ folder, sqlite, fs, crypto });
}

function tellDamage(out: Terminal, store: StoreReport): DamageError {
  const { folder, damage } = store;
  if (out.isJson) {
    out.json({ store });
  } else {
    out.line(
      `${out.paint("bold", "damage in the store: ")}${out.paint("red", `${damage.length}`)}`,
    );
    for (const one of damage) out.line(`  ${visible(one)}`);
  }
  return new DamageError(
    folder,
    "use",
    `${count(damage.length, "thing")} in it is not as it was stored`,
  );
}
