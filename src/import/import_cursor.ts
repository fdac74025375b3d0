/**
 * Keeps how far each run was imported, with the destination: in its notes if it is a local store,
 * else as a file of the run. A later import continues there.
 *
 * @module
 */
import { describeObject, readObject } from "../artifacts/download.ts";
import { storeFile } from "../artifacts/store_file.ts";
import type { UploadTarget } from "../artifacts/upload.ts";
import type { SyncCursors } from "../ports/store_notes.ts";
import type { CallOptions } from "../session/caller.ts";
import type { Session } from "../session/session.ts";
import { type KeptCursor, newCursor, type RunCursor } from "../sync/cursor.ts";
import { SyncBusyError } from "../sync/errors.ts";
import { isAbsent } from "../sync/failure.ts";

/** Progress of the import of a run. Files are known by their paths. */
export interface ImportState extends RunCursor {
  /** Value and step of the last point that was imported, by metric: it finds files that changed. */
  marks: Readonly<Record<string, string>>;
  /** Fingerprint of the run as it was last written. */
  written: string;
}

/** Progress that can be saved. */
export interface ImportCursor extends KeptCursor {
  readonly state: ImportState;
  /** Writes the current state, whatever was written lately. */
  finish(): Promise<void>;
}

/** The run whose progress is kept. */
export interface CursorPlace {
  readonly session: Session;
  readonly experimentName: string;
  readonly runName: string;
  readonly trialComponentName: string;
  /** Identifies the run at its source. */
  readonly importId: string;
  /** Returns where a session without notes keeps the cursor. */
  readonly file: () => Promise<UploadTarget>;
}

/** A file of a cursor is written again at most this often. */
const FILE_INTERVAL_MS = 10_000;

/**
 * Loads the cursor of a run.
 *
 * @param isKnown Whether the run exists; another one of its name gets a new cursor
 */
export async function loadCursor(
  place: CursorPlace,
  isKnown: boolean,
  options: CallOptions,
): Promise<ImportCursor> {
  const kept = place.session.store?.cursors;
  return kept ? await loadNote(kept, place, isKnown) : await loadFile(place, isKnown, options);
}

async function loadNote(
  kept: SyncCursors,
  { experimentName, runName, trialComponentName, importId }: CursorPlace,
  isKnown: boolean,
): Promise<ImportCursor> {
  const other = `import ${importId}`;
  const known = await kept.read(trialComponentName, other).catch((error) => {
    if (isAbsent(error)) return undefined;
    throw error;
  });
  const state = stateOf(isKnown ? known : undefined, versionOf(known));
  // One after the other, so that no write follows one that was too late.
  let saved = Promise.resolve();
  const save = (): Promise<void> =>
    saved = saved.then(async () => {
      state.version++;
      if (await kept.write(trialComponentName, other, { ...state })) return;
      throw new SyncBusyError(experimentName, runName);
    });
  return { state, save, finish: save };
}

async function loadFile(
  { session, file }: CursorPlace,
  isKnown: boolean,
  options: CallOptions,
): Promise<ImportCursor> {
  const known = isKnown ? await readCursorFile(session, await file(), options) : undefined;
  const state = stateOf(known, versionOf(known));
  let written = Date.now();
  let saved = Promise.resolve();
  const finish = (): Promise<void> =>
    saved = saved.then(async () => {
      state.version++;
      written = Date.now();
      const body = new Blob([JSON.stringify(state)]);
      await storeFile(
        session,
        { name: undefined, body, size: body.size, mediaType: undefined },
        await file(),
        options,
      );
    });
  // AWS receives each point at least once: after a crash, the points since the last write are sent again.
  const save = (): Promise<void> =>
    Date.now() - written < FILE_INTERVAL_MS ? Promise.resolve() : finish();
  return { state, save, finish };
}

async function readCursorFile(
  session: Session,
  address: UploadTarget,
  options: CallOptions,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const facts = await describeObject(session, address, options);
  if (!facts) return undefined;
  const text = await new Response(await readObject(session, address, facts.etag, options)).text();
  try {
    const found: unknown = JSON.parse(text);
    // Any object satisfies the type.
    return typeof found === "object" && found !== null
      ? found as Readonly<Record<string, unknown>>
      : undefined;
  } catch {
    return undefined;
  }
}

function versionOf(known: Readonly<Record<string, unknown>> | undefined): number {
  return typeof known?.["version"] === "number" ? known["version"] : 0;
}

function stateOf(
  known: Readonly<Record<string, unknown>> | undefined,
  version: number,
): ImportState {
  const fresh: ImportState = {
    ...newCursor({ creationTime: undefined }),
    marks: {},
    written: "",
  };
  return { ...fresh, ...known, version };
}
