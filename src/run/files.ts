/**
 * Files of a run: uploaded, then recorded as artifacts. Browser-safe.
 *
 * @module
 */
import { defaultBucket, placeOf } from "../artifacts/bucket.ts";
import type { Encryption } from "../session/encryption.ts";
import { guessMediaType } from "../artifacts/media_type.ts";
import { type FileSource, type OpenFile, openSource } from "../artifacts/source.ts";
import { upload, type UploadProgress, type UploadTarget } from "../artifacts/upload.ts";
import { ArgumentError } from "../errors.ts";
import type { Session } from "../session/session.ts";
import type { Direction, RunComponent } from "./component.ts";
import { checkFileName, checkMediaType, toArtifact } from "./values.ts";

/** What graphs are stored as. */
const GRAPH_TYPE = "application/json";

/** Options of `logFile`. */
export interface FileOptions {
  /**
   * The artifact's name, and the last part of its key.
   * @default the source's own name
   */
  readonly name?: string | undefined;
  /**
   * Media type. AWS takes no dots and no parameters.
   * @default told by the name's ending, else by the source, else none
   */
  readonly mediaType?: string | undefined;
  /**
   * Whether the run made it (output) or used it (input).
   * @default true
   */
  readonly isOutput?: boolean | undefined;
  /**
   * Whether the file may take the place of an earlier one of that name.
   * @default false: a name that is taken is an error
   */
  readonly overwrite?: boolean | undefined;
  /** Hears how far the upload is. */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
  /** Gives up; nothing of the file stays behind. */
  readonly signal?: AbortSignal | undefined;
}

/** Where a run's files go. */
export interface FilePlace {
  /** The session. */
  readonly session: Session;
  /** ARN of the run's trial component, which tells region and account. */
  readonly arn: string;
  /** Name of the run's trial component. */
  readonly trialComponentName: string;
  /** Bucket; undefined means the session's default. */
  readonly bucket: string | undefined;
  /** Key prefix. */
  readonly prefix: string;
  /** How S3 encrypts them; undefined means as the session says. */
  readonly encryption: Encryption | undefined;
  /** The account the bucket must belong to; undefined means as the session says. */
  readonly bucketOwner: string | undefined;
}

/** The files of one run. */
export class RunFiles {
  readonly #place: FilePlace;
  readonly #component: RunComponent;
  readonly #uploading = new Set<string>();

  /**
   * @param place Where they go
   * @param component Where they are recorded
   */
  constructor(place: FilePlace, component: RunComponent) {
    this.#place = place;
    this.#component = component;
  }

  /** Uploads a file and records it. Every check comes before the upload. */
  async log(source: FileSource, options: FileOptions): Promise<string> {
    const direction: Direction = options.isOutput ?? true ? "output" : "input";
    checkMediaType("Cannot log file", options.mediaType);
    if (options.name !== undefined) checkFileName("Cannot log file", options.name);
    const file = await openSource(source, options.signal);
    const name = nameOf(file, options.name);
    const mark = `${direction} ${name}`;
    this.#checkFree(direction, name, options.overwrite ?? false);
    this.#uploading.add(mark);
    try {
      return await this.#store(file, direction, name, options);
    } finally {
      this.#uploading.delete(mark);
    }
  }

  #checkFree(direction: Direction, name: string, overwrite: boolean): void {
    this.#component.checkRoom(direction, name);
    const taken = this.#uploading.has(`${direction} ${name}`) ||
      this.#component.hasArtifact(direction, name);
    if (!taken || overwrite) return;
    throw new ArgumentError("Cannot log file", {
      argument: "name",
      value: name,
      rule: `be free among the run's ${direction} artifacts, unless overwrite is true`,
    });
  }

  /** Stores a graph's document beside the run's files; it is no artifact of the component's. */
  async storeGraph(
    json: string,
    fileName: string,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly uri: string; readonly etag: string | undefined }> {
    const { uri, ...target } = await this.#target([fileName], signal);
    const body = new Blob([json]);
    const file = { name: fileName, body, size: body.size, mediaType: undefined };
    const client = await this.#place.session.s3.client();
    const etag = await upload(client, file, { ...target, mediaType: GRAPH_TYPE }, { signal });
    return { uri, etag };
  }

  async #store(
    file: OpenFile,
    direction: Direction,
    name: string,
    options: FileOptions,
  ): Promise<string> {
    const mediaType = options.mediaType ?? await guessMediaType(name) ?? knownType(file);
    const path = direction === "input" ? ["inputs", name] : [name];
    const { uri, ...target } = await this.#target(path, options.signal);
    // Checked before the upload: the address is what AWS limits.
    const artifact = toArtifact(name, uri, mediaType);
    const client = await this.#place.session.s3.client();
    await upload(client, file, { ...target, mediaType }, options);
    this.#component.setArtifact(direction, name, artifact);
    return uri;
  }

  /** Where something of the run's goes. */
  async #target(
    path: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<Omit<UploadTarget, "mediaType"> & { readonly uri: string }> {
    const { session, trialComponentName, prefix } = this.#place;
    const { bucket, bucketOwner } = await this.#bucket(signal);
    const shared = this.#place.bucket === undefined ? session.defaultBucketPrefix : undefined;
    const key = [shared, prefix, trialComponentName, ...path]
      .filter((part) => part !== undefined && part !== "").join("/");
    const encryption = this.#place.encryption ?? session.artifactEncryption;
    return { bucket, key, bucketOwner, encryption, uri: `s3://${bucket}/${key}` };
  }

  async #bucket(
    signal: AbortSignal | undefined,
  ): Promise<{ bucket: string; bucketOwner: string | undefined }> {
    const { session, arn, bucket, bucketOwner = session.artifactBucketOwner } = this.#place;
    if (bucket !== undefined) return { bucket, bucketOwner };
    const place = placeOf(arn);
    return {
      bucket: await defaultBucket(session, place, { signal }),
      // A name that anyone can work out is checked to be the account's own.
      bucketOwner: bucketOwner ??
        (session.defaultBucket === undefined ? place.accountId : undefined),
    };
  }
}

function nameOf(file: OpenFile, given: string | undefined): string {
  const name = given ?? file.name;
  if (name === undefined || name === "") {
    throw new ArgumentError("Cannot log file", {
      argument: "name",
      value: name,
      rule: "be given, since the source has none",
    });
  }
  checkFileName("Cannot log file", name);
  return name;
}

/** The type a source tells may be one that AWS refuses; then there is none. */
function knownType({ mediaType }: OpenFile): string | undefined {
  try {
    checkMediaType("", mediaType);
    return mediaType;
  } catch {
    return undefined;
  }
}
