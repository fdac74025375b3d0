/**
 * Stores the files of a folder.
 *
 * @module
 */
import { FilesInFlight, type FileTransfer } from "../artifacts/files_in_flight.ts";
import { mediaTypes } from "../artifacts/media_type.ts";
import { storeInBatches } from "../artifacts/small_batches.ts";
import { type OpenFile, openSource } from "../artifacts/source.ts";
import { storeFile } from "../artifacts/store_file.ts";
import type { UploadTarget } from "../artifacts/upload.ts";
import type { DirectoryFile } from "../artifacts/walk_directory.ts";
import { builtin } from "../runtime.ts";
import type { Session } from "../session/session.ts";
import type { DirectoryOptions } from "./artifact_options.ts";
import type { FileTarget } from "./file_target.ts";
import { removeFiles } from "./remove_files.ts";
import { uploadSteady } from "./steady_upload.ts";

/** Number of files that are deleted at the same time. */
const DELETIONS_IN_FLIGHT = 4;

/**
 * Stores all files. If one fails, it deletes the others, and files they replaced may be lost.
 *
 * @param folder Destination of the folder: its key is followed by each file's path
 * @returns The sum of the files' lengths, in bytes
 */
export async function storeFolder(
  session: Session,
  files: readonly DirectoryFile[],
  { uri: _, ...folder }: FileTarget,
  { signal, onProgress, onChange = "fail" }: DirectoryOptions,
): Promise<number> {
  const begun: UploadTarget[] = [];
  let loadedFiles = 0;
  let loaded = 0;
  const guess = await mediaTypes();
  const targetOf = ({ within }: DirectoryFile): UploadTarget => ({
    ...folder,
    key: `${folder.key}/${within}`,
    mediaType: guess(within),
  });
  const onStored = (size: number): void => {
    loaded += size;
    onProgress?.({ loadedFiles: ++loadedFiles, totalFiles: files.length, loaded });
  };
  const store = async (file: DirectoryFile, { room }: FileTransfer): Promise<void> => {
    const reopen = (): Promise<OpenFile> => openSource(file.path);
    const opened = await reopen();
    const target = targetOf(file);
    await room(opened.size);
    begun.push(target);
    const send = (open: OpenFile): Promise<unknown> => storeFile(session, open, target, { signal });
    const stored = await uploadSteady(opened, send, { reopen, onChange, signal });
    onStored(stored.size ?? 0);
  };
  const flight = new FilesInFlight();
  const others = (some: readonly DirectoryFile[]): Promise<void> => flight.all(some, store);
  const put = session.files?.putSmall?.bind(session.files);
  const fs = builtin("node:fs");
  try {
    // Open uploads finish, because an aborted request may still take effect.
    await (put && fs
      ? storeInBatches(files, {
        put,
        fs,
        targetOf,
        onBegin: (targets) => begun.push(...targets),
        onStored,
        others,
        onChange,
        signal,
      })
      : others(files));
    return loaded;
  } catch (error) {
    await removeFiles(session, begun, DELETIONS_IN_FLIGHT, signal);
    throw error;
  }
}
