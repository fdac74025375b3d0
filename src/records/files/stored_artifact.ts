/**
 * Reads a stored file of a run. Loaded when a file is opened.
 *
 * @module
 */
import { parseAddress } from "../../artifacts/address.ts";
import { describeObject, type ObjectFacts, readObject } from "../../artifacts/download.ts";
import { sessionOf } from "../../connect/default_session.ts";
import { ArgumentError, shown } from "../../errors.ts";
import type { ArtifactDirection } from "../../rules/artifact.ts";
import { REQUEST_OPTIONS, type RequestOptions } from "../../session/request_options.ts";
import type { RunReference } from "../runs/reference.ts";
import { ArtifactNotFoundError } from "./artifact_not_found_error.ts";
import { findArtifact, type FoundArtifact } from "./run_artifacts.ts";
import { checkArgument, checkOptions, type OptionKinds } from "../../options.ts";
import { checkReference } from "../runs/reference.ts";
import { oneOf, TEXT } from "../../kinds.ts";
import { ACCOUNT_ID } from "../../rules/encryption.ts";

/** Options of `openArtifact`. */
export interface OpenArtifactOptions extends RequestOptions {
  /**
   * Direction to search: artifacts that the run created (`output`) or used (`input`).
   * @default outputs first, then inputs
   */
  readonly direction?: ArtifactDirection | undefined;
  /**
   * Account that must own the bucket, as twelve digits.
   * @default the session's `artifactBucketOwner`
   */
  readonly artifactBucketOwner?: string | undefined;
}

/** A run's file, opened by `openArtifact`. */
export class StoredArtifact {
  /** Name of the artifact. */
  readonly name: string;
  /** Whether the run used it (input) or created it (output). */
  readonly direction: ArtifactDirection;
  /** The file's `s3://` URL. */
  readonly uri: string;
  /** Media type from the run, or else from S3. */
  readonly mediaType: string | undefined;
  /** Length in bytes. */
  readonly size: number | undefined;
  /** ETag of the opened version. A later version is not read. */
  readonly etag: string | undefined;
  /** When it was stored. */
  readonly lastModified: Date | undefined;
  readonly #read: () => Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;

  /**
   * @ignore
   */
  constructor(
    found: FoundArtifact,
    facts: ObjectFacts,
    read: () => Promise<ReadableStream<Uint8Array<ArrayBuffer>>>,
  ) {
    this.name = found.name;
    this.direction = found.direction;
    this.uri = found.value;
    this.mediaType = found.mediaType ?? facts.mediaType;
    this.size = facts.size;
    this.etag = facts.etag;
    this.lastModified = facts.lastModified;
    this.#read = read;
  }

  /**
   * Returns the bytes as they arrive.
   *
   * @throws {IntegrityError} If the file has been replaced since it was opened. If the bytes differ
   * from the stored ones, the stream fails with this error, at the latest at its end.
   */
  stream(): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    return this.#read();
  }

  /** Returns all bytes, in memory. Throws as {@linkcode StoredArtifact.stream} does. */
  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await new Response(await this.#read()).arrayBuffer());
  }

  /**
   * Returns all bytes as a blob with the file's media type. Throws as
   * {@linkcode StoredArtifact.stream} does.
   */
  async blob(): Promise<Blob> {
    return new Blob([await this.bytes()], { type: this.mediaType ?? "" });
  }

  /** Returns the text, decoded as UTF-8. Throws as {@linkcode StoredArtifact.stream} does. */
  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes());
  }

  /**
   * Returns the value parsed from the file's JSON. Throws as {@linkcode StoredArtifact.stream}
   * does, and a `SyntaxError` if the file is not JSON.
   */
  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }
}

/** The names of {@linkcode OpenArtifactOptions}. */
export const OPEN_OPTIONS: OptionKinds<OpenArtifactOptions> = {
  ...REQUEST_OPTIONS,
  direction: oneOf("input", "output"),
  artifactBucketOwner: ACCOUNT_ID,
};

/** Opens a run's file, as `openArtifact` does. */
export async function findFile(
  run: RunReference,
  name: string,
  options: OpenArtifactOptions,
): Promise<StoredArtifact> {
  checkArgument("Cannot open artifact", "name", name, TEXT);
  const action = `Cannot open artifact ${shown(name)}`;
  checkReference(action, run);
  checkOptions(action, options, OPEN_OPTIONS);
  const session = await sessionOf(options);
  const found = await findArtifact(session, run, name, options.direction, options);
  const address = parseAddress(found.value);
  if (!address || address.key.endsWith("/")) {
    throw new ArgumentError(action, {
      argument: "name",
      value: found.value,
      rule: address
        ? "refer to a single file (downloadArtifact downloads folders)"
        : "refer to a file in S3",
    });
  }
  const facts = await describeObject(session, address, options);
  if (!facts) throw new ArtifactNotFoundError(run, name, `${found.value} no longer exists`);
  return new StoredArtifact(found, facts, () => readObject(session, address, facts.etag, options));
}
