/**
 * Uploads files that others may write to meanwhile.
 *
 * @module
 */
import { FileChangedError } from "../artifacts/file_changed_error.ts";
import type { OpenFile } from "../artifacts/source.ts";
import { pause } from "../session/retry.ts";
import { tidyingMs, within } from "../session/tidy.ts";

/** Maximum number of readings of a file, and the first pause in milliseconds. */
const READINGS = 5;
const PAUSE = 100;

/** Options of {@linkcode uploadSteady}. */
interface SteadyUploadOptions {
  /** Opens the file again. */
  readonly reopen: () => Promise<OpenFile>;
  /** Whether a file that changed is read again. */
  readonly onChange?: "fail" | "retry" | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Uploads an open file and closes it. One that changed while it was read is opened and uploaded
 * again, if `onChange` is `retry`.
 *
 * @returns The file that was uploaded
 * @throws {FileChangedError} If the file changed, each time
 */
export async function uploadSteady(
  file: OpenFile,
  send: (file: OpenFile) => Promise<unknown>,
  { reopen, onChange, signal }: SteadyUploadOptions,
): Promise<OpenFile> {
  for (let reading = 1, open = file;; reading++) {
    try {
      await send(open);
      return open;
    } catch (error) {
      const isLast = onChange !== "retry" || reading === READINGS;
      if (isLast || !(error instanceof FileChangedError)) throw error;
    } finally {
      await closeFile(open, signal);
    }
    await pause(PAUSE * 2 ** (reading - 1), signal);
    open = await reopen();
  }
}

/** Closes a file. A disk that does not answer is not waited for longer than for a service. */
export async function closeFile(file: OpenFile, signal: AbortSignal | undefined): Promise<void> {
  const { close } = file;
  if (!close) return;
  await within(tidyingMs(signal), (limit) => {
    const late = new Promise<void>((resolve) => limit.addEventListener("abort", () => resolve()));
    return Promise.race([close(), late]);
  });
}
