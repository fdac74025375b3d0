/**
 * The files of a run: which ones its artifacts and graphs name, and where each goes.
 *
 * @module
 */
import { addressOf, type ObjectAddress, parseAddress } from "../artifacts/address.ts";
import type { RunRecord } from "../records/runs/record.ts";
import { isNotFound } from "../session/aws_errors.ts";
import type { RunCursor } from "./cursor.ts";
import type { NearSide } from "./near_side.ts";

/** A file to be copied. */
export interface FileCopy {
  /** Where it is. */
  readonly from: ObjectAddress;
  /** Its near address, as cursors have it. */
  readonly address: string;
  /** Its key at the far side. */
  readonly key: string;
  /** Length in bytes. */
  readonly size: number | undefined;
  /** ETag of the bytes that are meant. */
  readonly etag: string | undefined;
  /** Media type it was stored with. */
  readonly mediaType: string | undefined;
}

/** Files of a run, and what addresses become. */
export interface FilePlan {
  /** The files. */
  readonly files: readonly FileCopy[];
  /** Far addresses of files and folders, by near address. */
  readonly addresses: ReadonlyMap<string, string>;
}

/** Addresses that the artifacts of a run name. */
export function artifactAddresses(run: RunRecord): readonly string[] {
  const artifacts = [
    ...Object.values(run.inputArtifacts),
    ...Object.values(run.outputArtifacts),
  ];
  return artifacts.map(({ value }) => value);
}

/**
 * Looks up the files behind addresses. An address stays as it is if it names nothing, or nothing of
 * the run's own.
 *
 * @param bucket The far side's bucket
 */
export async function planFiles(
  near: NearSide,
  run: RunRecord,
  addresses: Iterable<string>,
  bucket: string,
): Promise<FilePlan> {
  const files: FileCopy[] = [];
  const renamed = new Map<string, string>();
  for (const address of addresses) {
    const from = parseAddress(address);
    if (!from || !near.isOwnFile(run, from)) continue;
    // Files of several buckets come into one.
    const key = from.bucket === near.bucketName ? from.key : `${from.bucket}/${from.key}`;
    const found = from.key.endsWith("/")
      ? await planFolder(near, from, key)
      : await planFile(near, from, key);
    if (found.length === 0) continue;
    files.push(...found);
    renamed.set(address, addressOf({ bucket, key }));
  }
  return { files, addresses: renamed };
}

async function planFile(
  near: NearSide,
  from: ObjectAddress,
  key: string,
): Promise<readonly FileCopy[]> {
  const facts = await near.describeFile(from);
  return facts ? [{ from, address: addressOf(from), key, ...facts }] : [];
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
      files.push({ from, address: addressOf(from), key, size, etag, mediaType: undefined });
    }
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  return files;
}

/** Whether the bytes of a file have not arrived as they are now. */
export function isMissing({ address, etag }: FileCopy, cursor: RunCursor): boolean {
  return etag === undefined || cursor.files[address] !== etag;
}
