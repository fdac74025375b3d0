/**
 * Brings a file to S3: one request when it is small, parallel parts when it is large. Browser-safe.
 *
 * @module
 */
import { follow } from "../session/abort.ts";
import { tidyingMs, within } from "../session/tidy.ts";
import type { AwsClient, Caller } from "../session/caller.ts";
import type { S3Commands } from "../session/operations/s3.ts";
import { type Encryption, encryptionMembers } from "../rules/encryption.ts";
import type { OpenFile } from "./source.ts";

/** Files above this size go up in parts of at least this size, in bytes: S3's smallest part. */
const PART_SIZE = 5 * 1024 * 1024;

/** Most parts of one object. */
const PART_COUNT = 10_000;

/** Parts on their way at a time. */
const PARTS_IN_FLIGHT = 4;

/** How far an upload is. */
export interface UploadProgress {
  /** Bytes that have arrived. */
  readonly loaded: number;
  /** Bytes in all; undefined for a stream. */
  readonly total: number | undefined;
}

/** Where a file goes. */
export interface UploadTarget {
  /** Bucket. */
  readonly bucket: string;
  /** Key. */
  readonly key: string;
  /** The account the bucket must belong to. */
  readonly bucketOwner: string | undefined;
  /** Media type, kept as the object's content type. */
  readonly mediaType: string | undefined;
  /** How S3 encrypts it; undefined leaves that to the bucket. */
  readonly encryption: Encryption | undefined;
}

/** What watches an upload. */
export interface UploadOptions {
  /** Gives up; no part stays behind, though a request that was all sent may yet take effect. */
  readonly signal?: AbortSignal | undefined;
  /** Hears of every part. */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
  /** Watches each request. */
  readonly watch?: Watch | undefined;
}

/** What watches a request: a session's caller of S3 does. */
type Watch = Caller<S3Commands>["watch"];

/**
 * Uploads a file. At most four parts are on their way and one is being read: a part has 5 MiB, or a
 * ten-thousandth of a file above 48.8 GiB. A stream of unknown length may have up to 48.8 GiB. Each
 * request carries a CRC-32 that S3 holds its bytes against, and the object keeps that of the whole.
 *
 * @returns The object's ETag, quoted as S3 gives it
 * @throws the abort's reason, or the AWS SDK's error, once the parts that arrived are removed
 */
export async function upload(
  client: AwsClient,
  file: OpenFile,
  target: UploadTarget,
  options: UploadOptions = {},
): Promise<string | undefined> {
  const { Upload } = await import("@aws-sdk/lib-storage");
  const { onProgress, signal } = options;
  signal?.throwIfAborted();
  const sender = new PartSender(client, target.bucket, options);
  const task = new Upload({
    // Upload wants the S3 client's class; it uses no more of it than send and config.
    client: sender as unknown as ConstructorParameters<typeof Upload>[0]["client"],
    params: {
      Bucket: target.bucket,
      Key: target.key,
      Body: await bodyOf(file, sender.signal),
      ...await checksumMembers(client),
      ...encryptionMembers(target.encryption),
      ...(target.mediaType === undefined ? {} : { ContentType: target.mediaType }),
      ...(target.bucketOwner === undefined ? {} : { ExpectedBucketOwner: target.bucketOwner }),
    },
    partSize: Math.max(PART_SIZE, Math.ceil((file.size ?? 0) / PART_COUNT)),
    queueSize: PARTS_IN_FLIGHT,
    leavePartsOnError: false,
  });
  if (onProgress) {
    task.on("httpUploadProgress", ({ loaded = 0 }) => onProgress({ loaded, total: file.size }));
  }
  try {
    return (await task.done()).ETag;
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    sender.stop();
  }
}

/** What tells an upload's commands from one another, also where a bundler renames their classes. */
interface UploadCommandInput {
  readonly UploadId?: string;
  readonly PartNumber?: number;
  readonly MultipartUpload?: object;
  readonly Body?: unknown;
}

/**
 * Sends an upload's requests. When one fails or the caller gives up, all that are under way end at
 * once, so that what arrived is removed behind them and not beside them; `Upload`'s own `abort` waits
 * for neither.
 */
class PartSender {
  readonly config: object;
  readonly #client: AwsClient;
  readonly #bucket: string;
  readonly #options: UploadOptions;
  readonly #ended = new AbortController();
  readonly #unfollow: () => void;

  constructor(client: AwsClient, bucket: string, options: UploadOptions) {
    this.#client = client;
    this.#bucket = bucket;
    this.#options = options;
    this.config = client.config;
    this.#unfollow = follow(this.#ended, options.signal);
  }

  /** Ends with the upload. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  async send(command: { readonly input: UploadCommandInput }): Promise<unknown> {
    const { UploadId, PartNumber, MultipartUpload } = command.input;
    const isEnd = UploadId !== undefined && PartNumber === undefined;
    if (!isEnd || MultipartUpload) this.signal.throwIfAborted();
    // Removing the parts is what giving up means; joining them can, once begun, not be taken back.
    // Neither is waited for without end where nothing answers any more.
    if (isEnd && MultipartUpload) return await this.#join(command);
    if (isEnd) {
      const limitMs = tidyingMs(this.#options.signal);
      return await within(limitMs, (signal) => this.#send(command, signal));
    }
    try {
      return await this.#send(command, this.signal);
    } catch (error) {
      this.#ended.abort(error);
      throw error;
    }
  }

  /** Joins the parts; once the caller gives up, it has a last moment to end in. */
  async #join(command: { readonly input: UploadCommandInput }): Promise<unknown> {
    const { signal } = this.#options;
    const late = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hurry = (): void => {
      timer = setTimeout(() => late.abort(signal?.reason), tidyingMs(signal));
    };
    signal?.addEventListener("abort", hurry, { once: true });
    try {
      return await this.#send(command, late.signal);
    } finally {
      signal?.removeEventListener("abort", hurry);
      clearTimeout(timer);
    }
  }

  #send(
    command: { readonly input: UploadCommandInput },
    abortSignal: AbortSignal,
  ): Promise<unknown> {
    // The commands are the AWS SDK's; a session's client takes those.
    const send = (): Promise<unknown> => this.#client.send(command as never, { abortSignal });
    const request = { operation: operationOf(command.input), bucket: this.#bucket };
    return this.#options.watch?.(request, send) ?? send();
  }

  stop(): void {
    this.#unfollow();
    this.#ended.abort();
  }
}

function operationOf(input: UploadCommandInput): string {
  if (input.PartNumber !== undefined) return "UploadPart";
  if (input.MultipartUpload) return "CompleteMultipartUpload";
  if (input.UploadId !== undefined) return "AbortMultipartUpload";
  return input.Body === undefined ? "CreateMultipartUpload" : "PutObject";
}

/** Small files as bytes: they take the plain form of PutObject that every S3 server knows. */
async function bodyOf(
  { body, size }: OpenFile,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>> {
  const stream = (body instanceof Blob ? body.stream() : body)
    .pipeThrough(new TransformStream<Uint8Array, Uint8Array>(), { signal });
  return size !== undefined && size <= PART_SIZE
    ? new Uint8Array(await new Response(stream).arrayBuffer())
    : stream;
}

/** A checksum of the whole, unless the client is told to send none that is not required. */
async function checksumMembers(
  { config }: AwsClient,
): Promise<{ readonly ChecksumAlgorithm?: "CRC32"; readonly ChecksumType?: "FULL_OBJECT" }> {
  // S3 clients of older minor versions lack the setting.
  const { requestChecksumCalculation } = config as {
    readonly requestChecksumCalculation?: () => Promise<string>;
  };
  const policy = await requestChecksumCalculation?.();
  if (policy === "WHEN_REQUIRED") return {};
  return { ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" };
}
