/**
 * `runlog doctor`: checks the environment, the store and stale runs.
 *
 * @module
 */
import { closeStaleRuns, type Session } from "../../../mod.ts";
import {
  checkStore,
  type Compaction,
  compactStore,
  StoreError,
  type StoreReport,
} from "../../local.ts";
import { runtimeName } from "../../runtime.ts";
import { countText } from "../../text/numbers.ts";
import { utcText } from "../../text/times.ts";
import type { Context } from "../context.ts";
import { paint, type Terminal } from "../terminal.ts";
import { inspectAws, tellAws } from "./doctor/inspect_aws.ts";

/** Options of `doctor`. */
export interface DoctorOptions {
  /** Whether to mark stale runs as Failed. */
  readonly fix?: boolean;
  /** Whether to return the unused space of the store's database to the disk. */
  readonly compact?: boolean;
  /** Whether to test write permissions. */
  readonly write?: boolean;
}

/**
 * Prints the runtime, the session's location, damage in the store, and stale runs.
 *
 * @throws {StoreError} If the store is damaged
 */
export async function doctor(
  context: Context,
  session: Session,
  { fix = false, compact = false, write = false }: DoctorOptions,
): Promise<void> {
  const { out, messages, signal } = context;
  const location = session.store?.location;
  const store = location?.kind === "sqlite" ? await checkStore(location.path) : undefined;
  if (store && store.damage.length > 0) throw tellDamage(out, store);
  const runtime = runtimeName();
  const readOnly = session.store?.readOnly;
  const aws = session.store === undefined
    ? await inspectAws(session, { write }, signal)
    : undefined;
  // Without permission to search, no runs can be found. The report lists the permission.
  const maySearch =
    aws?.permissions.some(({ action, verdict }) =>
      action === "sagemaker:Search" && verdict === "granted"
    ) ?? true;
  const stale = maySearch ? await closeStaleRuns({ session, dryRun: !fix, signal }) : [];
  // After the stale runs, which are no longer recorded.
  const compaction = compact && store ? await compactStore(store.folder) : undefined;
  if (out.isJson) {
    const { location } = session;
    return out.json({ runtime, location, readOnly, stale, isFixed: fix, store, compaction, aws });
  }
  out.line(paint("bold", "runtime: "), ` ${runtime}`);
  out.line(paint("bold", "records: "), ` ${session.location}`);
  if (readOnly !== undefined) {
    out.line(paint("bold", "writable: "), paint("yellow", "no"), `: ${readOnly}`);
  }
  if (aws) tellAws(context, aws);
  if (!maySearch) return;
  if (store) {
    const [records, points, files] = [
      countText(store.entities, "record"),
      countText(store.points, "point"),
      countText(store.files, "file"),
    ];
    const looked = `${records}, ${points} and ${files}`;
    out.line(paint("bold", "damage in the store: "), paint("green", "none"), ` in ${looked}`);
    tellSpace(context, store, compaction);
  }
  out.line(
    paint("bold", "stale runs (open, without a recent heartbeat): "),
    stale.length === 0 ? paint("green", "none") : paint("yellow", String(stale.length)),
  );
  if (stale.length === 0) return;
  out.line();
  out.table(
    ["experiment", "run", "last heartbeat"],
    stale.map(({ run, lastSign }) => [run.experimentName, run.runName, utcText(lastSign)]),
  );
  messages.line(
    fix
      ? `Marked ${countText(stale.length, "run")} as Failed`
      : "To mark them as Failed, use `runlog doctor --fix`",
  );
}

/** Share of a database, and its bytes, from which unused space is worth a hint. */
const MUCH_UNUSED = { share: 0.25, bytes: 4 * 2 ** 20 } as const;

/** Prints how much of the database is unused, or was. */
function tellSpace(
  { out, messages }: Context,
  { size, unused }: StoreReport,
  compaction: Compaction | undefined,
): void {
  if (compaction) {
    const [before, after] = [megabytes(compaction.before), megabytes(compaction.after)];
    out.line(paint("bold", "size of the database: "), `${after}, before ${before}`);
    return;
  }
  if (unused < MUCH_UNUSED.bytes || unused < MUCH_UNUSED.share * size) return;
  out.line(
    paint("bold", "size of the database: "),
    `${megabytes(size)}, of which ${megabytes(unused)} are unused`,
  );
  messages.line(
    "To return unused space to the disk, use `runlog doctor --compact` while nothing is recorded",
  );
}

function megabytes(bytes: number): string {
  return countText(Math.ceil(bytes / 1e6), "MB", "MB");
}

/** Runs a command. If its store cannot be used, prints the damage in that store. */
export async function tellingDamage(
  { out }: Context,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof StoreError) || error instanceof DamageError) throw error;
    // A folder that does not exist, or is not a store, cannot be checked.
    const store = await checkStore(error.folder).catch(() => undefined);
    throw store && store.damage.length > 0 ? tellDamage(out, store) : error;
  }
}

/** Damage that is already printed. */
class DamageError extends StoreError {
  override name = "DamageError";
}

function tellDamage(out: Terminal, store: StoreReport): DamageError {
  const { folder, damage } = store;
  if (out.isJson) {
    out.json({ store });
  } else {
    out.line(paint("bold", "damage in the store: "), paint("red", `${damage.length}`));
    for (const one of damage) out.line(`  ${one}`);
  }
  return new DamageError(
    folder,
    "use",
    `${countText(damage.length, "item is", "items are")} damaged`,
  );
}
