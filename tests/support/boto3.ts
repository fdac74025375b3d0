import { motoPython } from "./moto.ts";
import { keysOf, type Reachable } from "./reach.ts";
import { runPython } from "./python.ts";

const SCRIPT = new URL("../conformance/moto/read_runs.py", import.meta.url);

/** A file as boto3 read it: `sha256` is undefined for a value that is no S3 address. */
export interface ReadArtifact {
  /** Media type. */
  readonly mediaType: string | null;
  /** SHA-256 of its bytes. */
  readonly sha256: string | null;
}

/** A run as boto3 read it. */
export interface ReadRun {
  /** Primary status. */
  readonly status: string;
  /** Status message. */
  readonly message: string | null;
  /** Whether it has an end that is not before its start. */
  readonly ended: boolean;
  /** Parameters. */
  readonly parameters: Readonly<Record<string, string | number>>;
  /** Count, smallest, largest and last value of each metric. */
  readonly metrics: Readonly<Record<string, readonly number[]>>;
  /** Artifacts it used. */
  readonly inputs: Readonly<Record<string, ReadArtifact>>;
  /** Artifacts it made. */
  readonly outputs: Readonly<Record<string, ReadArtifact>>;
}

/** The runs of an experiment as boto3 reads them, by trial component. */
export async function readWithBoto3(
  server: Reachable,
  region: string,
  experimentName: string,
): Promise<Readonly<Record<string, ReadRun>>> {
  return await runPython(await motoPython(), SCRIPT, {
    endpoint: server.url,
    accessKeyId: keysOf(server).accessKeyId,
    region,
    experimentName,
  });
}

/** SHA-256 in hex. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
