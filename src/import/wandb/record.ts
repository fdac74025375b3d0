/**
 * Decodes the records of W&B's files (`wandb_internal.proto`).
 *
 * @module
 */
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { parsePythonJson } from "../python_json.ts";

/** A named value of a history row, a summary or a configuration. */
export interface WandbItem {
  /** Parts of the name: nested names have several. */
  readonly path: readonly string[];
  /** The value. */
  readonly value: unknown;
}

/** Facts about a run. */
export interface WandbRun {
  readonly id: string;
  readonly entity: string;
  readonly project: string;
  readonly group: string;
  readonly jobType: string;
  readonly displayName: string;
  readonly notes: string;
  readonly tags: readonly string[];
  readonly host: string;
  /** Seconds since 1970; 0 if unknown. */
  readonly startTime: number;
  readonly commit: string;
  readonly repository: string;
  readonly config: readonly WandbItem[];
}

/** A record, by kind. Records of other kinds are undefined. */
export type WandbRecord =
  | { readonly kind: "run"; readonly run: WandbRun }
  | { readonly kind: "config"; readonly items: readonly WandbItem[] }
  | { readonly kind: "summary"; readonly items: readonly WandbItem[] }
  | {
    readonly kind: "history";
    readonly items: readonly WandbItem[];
    readonly step: number | undefined;
  }
  | {
    readonly kind: "stats";
    readonly items: readonly WandbItem[];
    readonly time: number;
  }
  | { readonly kind: "output"; readonly line: string }
  | {
    readonly kind: "metric";
    readonly name: string;
    readonly glob: string;
    readonly stepMetric: string;
  }
  | { readonly kind: "exit"; readonly code: number; readonly runtime: number }
  | undefined;

type Bytes = Uint8Array;
type Fields = ReadonlyMap<number, readonly (Bytes | number)[]>;

/**
 * Decodes a record.
 *
 * @throws {Error} If the bytes are no record
 */
export function readWandbRecord(data: Bytes): WandbRecord {
  const record = fieldsOf(data);
  const part = (field: number): Bytes | undefined => bytesAt(record, field);
  const [history, summary, output, config, stats] = [2, 3, 4, 5, 7].map(part);
  if (history) {
    const fields = fieldsOf(history);
    const step = bytesAt(fields, 2);
    return {
      kind: "history",
      items: itemsAt(fields, 1),
      // A step of 0 is absent from its message.
      step: step === undefined ? undefined : numberAt(fieldsOf(step), 1),
    };
  }
  if (summary) return { kind: "summary", items: itemsAt(fieldsOf(summary), 1) };
  if (config) return { kind: "config", items: itemsAt(fieldsOf(config), 1) };
  if (stats) {
    const fields = fieldsOf(stats);
    return { kind: "stats", items: itemsAt(fields, 3), time: timestampAt(fields, 2) };
  }
  const text = output ?? part(13);
  if (text) return { kind: "output", line: textAt(fieldsOf(text), 3) };
  const run = part(17);
  if (run) return { kind: "run", run: readRun(fieldsOf(run)) };
  const metric = part(12);
  if (metric) {
    const fields = fieldsOf(metric);
    const [name, glob, stepMetric] = [textAt(fields, 1), textAt(fields, 2), textAt(fields, 4)];
    return { kind: "metric", name, glob, stepMetric };
  }
  const exit = part(18);
  if (!exit) return undefined;
  const fields = fieldsOf(exit);
  return { kind: "exit", code: numberAt(fields, 1), runtime: numberAt(fields, 2) };
}

function readRun(fields: Fields): WandbRun {
  const git = bytesAt(fields, 21);
  const config = bytesAt(fields, 4);
  const gitFields = git ? fieldsOf(git) : new Map();
  return {
    id: textAt(fields, 1),
    entity: textAt(fields, 2),
    project: textAt(fields, 3),
    config: config ? itemsAt(fieldsOf(config), 1) : [],
    group: textAt(fields, 6),
    jobType: textAt(fields, 7),
    displayName: textAt(fields, 8),
    notes: textAt(fields, 9),
    tags: (fields.get(10) ?? []).map(decoded),
    host: textAt(fields, 13),
    startTime: timestampAt(fields, 17),
    repository: textAt(gitFields, 1),
    commit: textAt(gitFields, 2),
  };
}

/** Reads items: a name or the parts of a nested one, and a value as JSON or typed. */
function itemsAt(fields: Fields, field: number): readonly WandbItem[] {
  return (fields.get(field) ?? []).flatMap((bytes) => {
    if (typeof bytes === "number") return [];
    const item = fieldsOf(bytes);
    const nested = (item.get(2) ?? []).map(decoded);
    const path = nested.length > 0 ? nested : [textAt(item, 1)];
    return [{ path, value: valueOf(item) }];
  });
}

/** Typed values: 3 none, 4 boolean, 5 whole number, 6 number, 7 text, 8 JSON; 16 JSON. */
function valueOf(item: Fields): unknown {
  const json = bytesAt(item, 16) ?? bytesAt(item, 8);
  if (json) return parsePythonJson(decoded(json));
  if (item.has(7)) return textAt(item, 7);
  if (item.has(4)) return numberAt(item, 4) !== 0;
  if (item.has(5)) return numberAt(item, 5);
  if (item.has(6)) return numberAt(item, 6);
  return null;
}

/** Reads all fields of a message: numbers, and bytes of everything with a length. */
function fieldsOf(data: Bytes): Fields {
  const reader = new BinaryReader(data);
  const fields = new Map<number, (Bytes | number)[]>();
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    const value = readField(reader, wire, field);
    if (value === undefined) continue;
    const known = fields.get(field);
    if (known) known.push(value);
    else fields.set(field, [value]);
  }
  return fields;
}

function readField(
  reader: BinaryReader,
  wire: WireType,
  field: number,
): Bytes | number | undefined {
  switch (wire) {
    case WireType.Varint:
      return Number(reader.int64());
    case WireType.Bit64:
      return reader.double();
    case WireType.Bit32:
      return reader.float();
    case WireType.LengthDelimited:
      return reader.bytes();
    default:
      reader.skip(wire, field);
      return undefined;
  }
}

function bytesAt(fields: Fields, field: number): Bytes | undefined {
  const value = fields.get(field)?.at(-1);
  return typeof value === "number" ? undefined : value;
}

function numberAt(fields: Fields, field: number): number {
  const value = fields.get(field)?.at(-1);
  return typeof value === "number" ? value : 0;
}

function textAt(fields: Fields, field: number): string {
  const bytes = bytesAt(fields, field);
  return bytes ? decoded(bytes) : "";
}

function decoded(bytes: Bytes | number): string {
  return typeof bytes === "number" ? String(bytes) : new TextDecoder().decode(bytes);
}

/** Reads a google.protobuf.Timestamp in seconds. */
function timestampAt(fields: Fields, field: number): number {
  const bytes = bytesAt(fields, field);
  if (!bytes) return 0;
  const parts = fieldsOf(bytes);
  return numberAt(parts, 1) + numberAt(parts, 2) / 1e9;
}
