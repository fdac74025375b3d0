/**
 * Uploads a file to S3: a small file in one request, a large file in parallel parts.
 *
 * @module
 */
import { follow } from "../session/abort.ts";
import { sendCommand } from "../session/send_command.ts";
import { tidyingMs, within } from "../session/tidy.ts";
import type { AwsClient, Caller } from "../session/caller.ts";
import type { S3Commands } from "../session/operations/s3.ts";
import { type Encryption, encryptionMembers } from "../rules/encryption.ts";
import type { OpenFile } from "./source.ts";

/** S3's minimum part size, in bytes. Files above this size are uploaded in parts. */
const PART_SIZE = 5 * 1024 * 1024;

/** Maximum number of parts of one object. */
const PART_COUNT = 10_000;

/** Number of parts uploaded at the same time. */
const PARTS_IN_FLIGHT = 4;

/** Progress of an upload. */
export interface UploadProgress {
  /** Bytes uploaded so far. */
  readonly loaded: number;
  /** Total size in bytes; undefined for a stream. */
  readonly total: number | undefined;
}

/** Destination of an upload. */
export interface UploadTarget {
  /** Bucket name. */
  readonly bucket: string;
  /** Object key. */
  readonly key: string;
  /** The account the bucket must belong to. */
  readonly bucketOwner: string | undefined;
  /** Media type, stored as the object's content type. */
  readonly mediaType: string | undefined;
  /** Encryption of the object; undefined for the bucket's default. */
  readonly encryption: Encryption | undefined;
}

/** Options of {@linkcode upload}. */
export interface UploadOptions {
  /**
   * Aborts the call and deletes the uploaded parts. A request already sent may still take effect.
   */
  readonly signal?: AbortSignal | undefined;
  /** Called after each part. */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
  /** Wraps each request. */
  readonly watch?: Watch | undefined;
}

/** Wrapper of a request, such as that of a session's S3 caller. */
type Watch = Caller<S3Commands>["watch"];

/**
 * Uploads a file. At most four parts are uploaded while another is being read. A part has 5 MiB, or
 * a ten-thousandth of a file above 48.8 GiB. A stream of unknown length can have up to 48.8 GiB. S3
 * verifies each request against its CRC-32 and stores the CRC-32 of the whole object.
 *
 * @returns The object's ETag, in quotes as S3 returns it
 * @throws the abort's reason or the AWS SDK's error, after the uploaded parts are deleted
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
    // Upload requires the S3 client's class, but uses only its send and config.
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

/** Members that identify an upload's command, even if a bundler has renamed the classes. */
interface UploadCommandInput {
  readonly UploadId?: string;
  readonly PartNumber?: number;
  readonly MultipartUpload?: object;
  readonly Body?: unknown;
}

/**
 * Sends an upload's requests. When one fails or the caller aborts, all open requests end at once,
 * and only then are the uploaded parts deleted. The `abort` method of `Upload` waits for neither.
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

  /** Aborts when the upload ends. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  async send(command: { readonly input: UploadCommandInput }): Promise<unknown> {
    const { UploadId, PartNumber, MultipartUpload } = command.input;
    const isEnd = UploadId !== undefined && PartNumber === undefined;
    if (!isEnd || MultipartUpload) this.signal.throwIfAborted();
    // An abort deletes the parts. Joining them cannot be undone once it has begun. Both have a time
    // limit, in case the service no longer responds.
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

  /** Joins the parts. After the caller aborts, the request has a short time left to finish. */
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
    const send = (): Promise<unknown> => sendCommand(this.#client, command, abortSignal);
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

/** Reads small files into memory: every S3 server supports the plain form of PutObject. */
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

/** Requests a checksum of the whole object, unless the client sends only required checksums. */
async function checksumMembers(
  { config }: AwsClient,
): Promise<{ readonly ChecksumAlgorithm?: "CRC32"; readonly ChecksumType?: "FULL_OBJECT" }> {
  // S3 clients of older minor versions do not have the setting.
  const { requestChecksumCalculation } = config as {
    readonly requestChecksumCalculation?: () => Promise<string>;
  };
  const policy = await requestChecksumCalculation?.();
  if (policy === "WHEN_REQUIRED") return {};
  return { ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" };
}
