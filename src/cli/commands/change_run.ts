/**
 * `runlog archive`, `restore`, `rename`, `note` and `tag`: change a recorded run.
 *
 * @module
 */
import {
  archiveRun,
  getRun,
  restoreRun,
  type RunReference,
  type Session,
  updateRun,
} from "../../../mod.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../usage_error.ts";

/** Omits a run from listings, or shows it there again. */
export async function setArchived(
  { messages, signal }: Context,
  session: Session,
  run: RunReference,
  isArchived: boolean,
): Promise<void> {
  const change = isArchived ? archiveRun : restoreRun;
  await change(run, { session, signal });
  messages.line(`${isArchived ? "Archived" : "Restored"} ${run.runName}`);
}

/** Sets the display name of a run. */
export async function rename(
  { messages, signal }: Context,
  session: Session,
  run: RunReference,
  displayName: string,
): Promise<void> {
  await updateRun(run, { displayName }, { session, signal });
  messages.line(`${run.runName} is shown as ${displayName}`);
}

/** Prints the notes of a run, or replaces them. Empty text removes them. */
export async function note(
  { out, messages, signal }: Context,
  session: Session,
  run: RunReference,
  text: string | undefined,
): Promise<void> {
  if (text === undefined) {
    const { notes } = await getRun(run, { session, signal });
    if (out.isJson) return out.json(notes ?? null);
    return notes === undefined ? messages.line("There are no notes") : out.lines(notes);
  }
  await updateRun(run, { notes: text === "" ? null : text }, { session, signal });
  messages.line(text === "" ? "Removed the notes" : "Saved the notes");
}

/** Options of `tag`. */
export interface TagOptions {
  readonly remove?: readonly string[];
}

/** Prints the tags of a run, or sets and removes some. */
export async function tag(
  { out, messages, signal }: Context,
  session: Session,
  run: RunReference,
  { tags, remove = [] }: TagOptions & { readonly tags: readonly string[] },
): Promise<void> {
  if (tags.length + remove.length === 0) {
    const { tags: found } = await getRun(run, { session, signal });
    if (out.isJson) return out.json(found);
    return out.table(["tag", "value"], Object.entries(found));
  }
  const changes = new Map<string, string | null>(remove.map((key) => [key, null]));
  for (const text of tags) {
    const [, key, value = ""] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (key === undefined) throw new UsageError(`Tags must be {key}={value}, got "${text}"`);
    changes.set(key, value);
  }
  await updateRun(run, { tags: Object.fromEntries(changes) }, { session, signal });
  messages.line(`Changed ${changes.size} ${changes.size === 1 ? "tag" : "tags"} of ${run.runName}`);
}
