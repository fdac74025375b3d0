/**
 * A stored file of a run. Loaded when one is opened. Browser-safe.
 *
 * @module
 */
import { parseAddress } from "../../artifacts/address.ts";
import { describeObject, type ObjectFacts, readObject } from "../../artifacts/download.ts";
import { defaultSession } from "../../connect/default_session.ts";
import { ArgumentError } from "../../errors.ts";
import type { ArtifactDirection } from "../../rules/artifact.ts";
import { REQUEST_OPTIONS, type RequestOptions } from "../../session/request_options.ts";
import type { RunReference } from "../runs/reference.ts";
import { ArtifactNotFoundError } from "./artifact_not_found_error.ts";
import { findArtifact, type FoundArtifact } from "./run_artifacts.ts";
import { checkOptions, type OptionNames } from "../../options.ts";
import { checkReference } from "../runs/reference.ts";

/** Options of `openArtifact`. */
export interface OpenArtifactOptions extends RequestOptions {
  /**
   * Where to look: among what the run made (`output`) or what it used (`input`).
   * @default outputs first, then inputs
   */
  readonly direction?: ArtifactDirection | undefined;
  /**
   * The account, twelve digits, that the bucket must belong to.
   * @default the session's `artifactBucketOwner`
   */
  readonly artifactBucketOwner?: string | undefined;
}

/** A run's file, opened by `openArtifact`. */
export class StoredArtifact {
  /** Its name. */
  readonly name: string;
  /** Whether the run used it or made it. */
  readonly direction: ArtifactDirection;
  /** Its address, `s3://…`. */
  readonly uri: string;
  /** Media type, as the run or else S3 has it. */
  readonly mediaType: string | undefined;
  /** Length in bytes. */
  readonly size: number | undefined;
  /** The state that was opened; a later one is not read. */
  readonly etag: string | undefined;
  /** When it was stored. */
  readonly lastModified: Date | undefined;
  readonly #read: () => Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;

  /**
   * Made by `openArtifact`.
   *
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
   * The bytes as they arrive.
   *
   * @throws {IntegrityError} in the stream, at the latest at its end, when they are not what was
   * stored; at once, when the file has been replaced since it was opened
   */
  stream(): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    return this.#read();
  }

  /** All bytes, in memory. Throws as {@linkcode StoredArtifact.stream} does. */
  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await new Response(await this.#read()).arrayBuffer());
  }

  /** All bytes as a blob of its media type. Throws as {@linkcode StoredArtifact.stream} does. */
  async blob(): Promise<Blob> {
    return new Blob([await this.bytes()], { type: this.mediaType ?? "" });
  }

  /** The text, read as UTF-8. Throws as {@linkcode StoredArtifact.stream} does. */
  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes());
  }

  /**
   * The value that the file's JSON stands for. Throws as {@linkcode StoredArtifact.stream} does, and a
   * `SyntaxError` when it is no JSON.
   */
  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }
}

/** The names of {@linkcode OpenArtifactOptions}. */
export const OPEN_OPTIONS: OptionNames<OpenArtifactOptions> = {
  ...REQUEST_OPTIONS,
  direction: true,
  artifactBucketOwner: true,
};

/** Finds a run's file, as `openArtifact` does. */
export async function findFile(
  run: RunReference,
  name: string,
  options: OpenArtifactOptions,
): Promise<StoredArtifact> {
  const action = `Cannot open artifact "${name}"`;
  checkReference(action, run);
  checkOptions(action, options, OPEN_OPTIONS);
  const session = await (options.session ?? defaultSession());
  const found = await findArtifact(session, run, name, options.direction, options);
  const address = parseAddress(found.value);
  if (!address || address.key.endsWith("/")) {
    throw new ArgumentError(action, {
      argument: "name",
      value: found.value,
      rule: address
        ? "be that of one file: downloadArtifact takes folders"
        : "be that of a file in S3",
    });
  }
  const facts = await describeObject(session, address, options);
  if (!facts) throw new ArtifactNotFoundError(run, name, `there is no ${found.value} any more`);
  return new StoredArtifact(found, facts, () => readObject(session, address, facts.etag, options));
}
