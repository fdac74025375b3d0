/**
 * Finds the files that a run's artifacts and graphs name, and plans where to copy them.
 *
 * @module
 */
import { addressOf, type ObjectAddress, parseAddress } from "../artifacts/address.ts";
import type { FilesInFlight } from "../artifacts/files_in_flight.ts";
import { keyFault } from "../artifacts/object_key.ts";
import type { RunRecord } from "../records/runs/record.ts";
import { isNotFound } from "../session/aws_errors.ts";
import type { RunCursor } from "./cursor.ts";
import type { NearSide } from "./near_side.ts";

/** A file to store at the destination. */
export interface FarFile {
  /** Address at the source, as cursors store it. */
  readonly address: string;
  /** Key in the destination's bucket. */
  readonly key: string;
  /** Length in bytes; undefined if unknown. */
  readonly size: number | undefined;
  /** Media type to store it with. */
  readonly mediaType: string | undefined;
}

/** A file to copy. */
export interface FileCopy extends FarFile {
  /** Address to copy it from. */
  readonly from: ObjectAddress;
  /** ETag of the bytes to copy. */
  readonly etag: string | undefined;
  /** Why the file cannot be copied; undefined if it can. */
  readonly fault: string | undefined;
}

/** Files of a run, and their new addresses. */
export interface FilePlan {
  /** Files to copy. */
  readonly files: readonly FileCopy[];
  /** Addresses of files and folders at the destination, by address at the source. */
  readonly addresses: ReadonlyMap<string, string>;
}

/** Returns the addresses that the artifacts of a run name. */
export function artifactAddresses(run: RunRecord): readonly string[] {
  const artifacts = [
    ...Object.values(run.inputArtifacts),
    ...Object.values(run.outputArtifacts),
  ];
  return artifacts.map(({ value }) => value);
}

/**
 * Finds the files at some addresses. An address stays unchanged if it names no file, or a file that
 * does not belong to the run.
 *
 * @param bucket Bucket of the destination; undefined if addresses stay unchanged there
 * @param flight Limits how many are described at a time
 */
export async function planFiles(
  near: NearSide,
  run: RunRecord,
  addresses: Iterable<string>,
  bucket: string | undefined,
  flight: FilesInFlight,
): Promise<FilePlan> {
  const found = new Map<string, readonly FileCopy[]>();
  const renamed = new Map<string, string>();
  const find = async (address: string): Promise<void> => {
    const from = parseAddress(address);
    if (!from || !near.isOwnFile(run, from)) return;
    // Files of several buckets are copied into one.
    const key = from.bucket === near.bucketName ? from.key : `${from.bucket}/${from.key}`;
    const files = from.key.endsWith("/")
      ? await planFolder(near, from, key)
      : await planFile(near, from, key);
    if (files.length === 0) return;
    found.set(address, files);
    if (bucket !== undefined) renamed.set(address, addressOf({ bucket, key }));
  };
  await flight.all(addresses, find);
  return { files: [...found.values()].flat(), addresses: renamed };
}

async function planFile(
  near: NearSide,
  from: ObjectAddress,
  key: string,
): Promise<readonly FileCopy[]> {
  const file = { from, address: addressOf(from), key, fault: keyFault(from.key) ?? keyFault(key) };
  // A request for a key that it cannot name would be for another object.
  if (keyFault(from.key)) {
    return [{ ...file, size: undefined, etag: undefined, mediaType: undefined }];
  }
  const facts = await near.describeFile(from);
  return facts ? [{ ...file, ...facts }] : [];
}

async function planFolder(
  near: NearSide,
  folder: ObjectAddress,
  folderKey: string,
): Promise<readonly FileCopy[]> {
  const files: FileCopy[] = [];
  try {
    for await (const { bucket, key: own, size, etag } of near.listFiles(folder)) {
      const from = { bucket, key: own };
      const key = folderKey + own.slice(folder.key.length);
      const fault = keyFault(own) ?? keyFault(key);
      files.push({ from, address: addressOf(from), key, size, etag, mediaType: undefined, fault });
    }
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  return files;
}

/** Whether the current bytes of a file have not arrived yet, and may arrive. */
export function isMissing({ address, etag, fault }: FileCopy, cursor: RunCursor): boolean {
  if (fault !== undefined) return false;
  return etag === undefined ||
    (cursor.files[address] !== etag && cursor.refusedFiles[address]?.etag !== etag);
}
