/**
 * Copies the files that a run's artifacts and graphs name, and says what their addresses become.
 * Browser-safe.
 *
 * @module
 */
import { addressOf, type ObjectAddress, parseAddress } from "../artifacts/address.ts";
import { defaultBucket, defaultBucketName, type Place, placeOf } from "../artifacts/bucket.ts";
import { describeObject, listObjects, readObject } from "../artifacts/download.ts";
import { upload } from "../artifacts/upload.ts";
import type { RunRecord } from "../records/runs/record.ts";
import { isNotFound } from "../session/aws_errors.ts";
import type { CallOptions } from "../session/caller.ts";
import type { Session } from "../session/session.ts";
import type { KeptCursor } from "./cursor.ts";

/** A file to be copied. */
export interface FileCopy {
  /** Where it is. */
  readonly from: ObjectAddress;
  /** Its address here, as cursors have it. */
  readonly address: string;
  /** Its key there. */
  readonly key: string;
  /** Length in bytes. */
  readonly size: number | undefined;
  /** Its state. */
  readonly etag: string | undefined;
  /** Media type it was stored with. */
  readonly mediaType: string | undefined;
}

/** The two sides of a copy of files. */
export interface FileSides extends CallOptions {
  readonly from: Session;
  readonly to: Session;
  /** ARN of something of the near side's. */
  readonly nearArn: string;
  /** ARN of something of the far side's, whose account's bucket the files go to. */
  readonly farArn: string;
}

/** Files of a run, and what addresses become. */
export interface FilePlan {
  /** The files. */
  readonly files: readonly FileCopy[];
  /** Addresses of files and folders here, and there. */
  readonly addresses: ReadonlyMap<string, string>;
}

/** Addresses that a run's artifacts hold. */
export function artifactAddresses(run: RunRecord): readonly string[] {
  const artifacts = [
    ...Object.values(run.inputArtifacts),
    ...Object.values(run.outputArtifacts),
  ];
  return [...new Set(artifacts.map(({ value }) => value))];
}

/**
 * Looks at the files behind addresses. An address that names nothing there, or nothing of the run's
 * own, stays as it is: of a local store everything is its own, of S3 what has the run's component in
 * its key, as every file that this library or the SageMaker Python SDK logs.
 */
export async function planFiles(
  sides: FileSides,
  run: RunRecord,
  addresses: readonly string[],
): Promise<FilePlan> {
  const { from, to, nearArn, farArn } = sides;
  const bucket = defaultBucketName(to, placeOf(farArn));
  const nearBucket = defaultBucketName(from, placeOf(nearArn));
  const files: FileCopy[] = [];
  const renamed = new Map<string, string>();
  for (const address of addresses) {
    const near = parseAddress(address);
    if (!near || !isOwn(from, run, near)) continue;
    // Files of several buckets come into one.
    const key = near.bucket === nearBucket ? near.key : `${near.bucket}/${near.key}`;
    const found = near.key.endsWith("/")
      ? await planFolder(sides, near, key)
      : await planFile(sides, near, key);
    if (found.length === 0) continue;
    files.push(...found);
    renamed.set(address, addressOf({ bucket, key }));
  }
  return { files, addresses: renamed };
}

function isOwn(from: Session, run: RunRecord, { key }: ObjectAddress): boolean {
  return from.cursors !== undefined || key.split("/").includes(run.trialComponentName);
}

async function planFile(
  { from, signal }: FileSides,
  near: ObjectAddress,
  key: string,
): Promise<readonly FileCopy[]> {
  const facts = await describeObject(from, near, { signal });
  return facts ? [{ from: near, address: addressOf(near), key, ...facts }] : [];
}

async function planFolder(
  { from, signal }: FileSides,
  folder: ObjectAddress,
  key: string,
): Promise<readonly FileCopy[]> {
  const files: FileCopy[] = [];
  try {
    for await (const { bucket, key: own, size, etag } of listObjects(from, folder, { signal })) {
      const near = { bucket, key: own };
      const ownKey = key + own.slice(folder.key.length);
      files.push({
        from: near,
        address: addressOf(near),
        key: ownKey,
        size,
        etag,
        mediaType: undefined,
      });
    }
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  return files;
}

/** Whether a file's bytes have not arrived as they are now. */
export function isMissing({ state }: KeptCursor, { address, etag }: FileCopy): boolean {
  return etag === undefined || state.files[address] !== etag;
}

/**
 * Copies one file; its bytes are held against the near side's checksum on the way.
 *
 * @returns The ETag that it has there
 */
export async function copyFile(
  { from, to, farArn, signal }: FileSides,
  file: FileCopy,
  cursor: KeptCursor,
): Promise<string | undefined> {
  const place: Place = placeOf(farArn);
  const bucket = await defaultBucket(to, place, { signal });
  const { size, mediaType, key } = file;
  const body = await readObject(from, file.from, file.etag, { signal });
  const etag = await upload(
    await to.s3.client(),
    { name: undefined, body, size, mediaType },
    {
      bucket,
      key,
      bucketOwner: to.artifactBucketOwner ?? (to.artifactBucket ? undefined : place.accountId),
      mediaType,
      encryption: to.artifactEncryption,
    },
    { signal, watch: to.s3.watch },
  );
  if (file.etag !== undefined) {
    cursor.state.files = { ...cursor.state.files, [file.address]: file.etag };
  }
  return etag;
}
