/**
 * Decodes what TensorBoard's hparams plugin writes of a session: its hyperparameters, its group and
 * its end.
 *
 * @module
 */
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import type { RunStatus } from "../../records/runs/record.ts";
import type { ParameterValue } from "../../rules/parameters.ts";

/** Facts about a session. */
export interface HparamsSession {
  /** Hyperparameters, if the session starts here. */
  readonly parameters: ReadonlyMap<string, ParameterValue>;
  /** Group that the session belongs to. */
  readonly group: string | undefined;
  /** Status, if the session ends here. */
  readonly status: RunStatus | undefined;
}

/** Statuses of the plugin: 1 success, 2 failure, 3 running. */
const STATUSES: Readonly<Record<number, RunStatus>> = {
  1: "Completed",
  2: "Failed",
  3: "InProgress",
};

/**
 * Decodes the content of a tag that begins with `_hparams_/`.
 *
 * @throws {Error} If the bytes are of another form
 */
export function readHparams(content: Uint8Array): HparamsSession {
  let start = new Uint8Array();
  let status: RunStatus | undefined;
  eachField(content, (field, reader) => {
    const bytes = reader.bytes();
    if (field === 3) start = new Uint8Array(bytes);
    if (field === 4) status = statusOf(bytes);
  });
  const parameters = new Map<string, ParameterValue>();
  let group: string | undefined;
  eachField(start, (field, reader) => {
    const bytes = reader.bytes();
    if (field === 1) {
      const [name, value] = readEntry(bytes);
      if (value !== undefined) parameters.set(name, value);
    }
    if (field === 4) group = new TextDecoder().decode(bytes);
  });
  return { parameters, group, status };
}

function readEntry(data: Uint8Array): readonly [string, ParameterValue | undefined] {
  let name = "";
  let value: ParameterValue | undefined;
  eachField(data, (field, reader) => {
    if (field === 1) name = reader.string();
    else if (field === 2) value = readValue(reader.bytes());
    else reader.bytes();
  });
  return [name, value];
}

/** Decodes google.protobuf.Value, without structures and lists. */
function readValue(data: Uint8Array): ParameterValue | undefined {
  const reader = new BinaryReader(data);
  let value: ParameterValue | undefined;
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === 2 && wire === WireType.Bit64) value = reader.double();
    else if (field === 3 && wire === WireType.LengthDelimited) value = reader.string();
    else if (field === 4 && wire === WireType.Varint) value = reader.bool();
    else reader.skip(wire, field);
  }
  return value;
}

function statusOf(data: Uint8Array): RunStatus | undefined {
  const reader = new BinaryReader(data);
  let status: RunStatus | undefined;
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === 1 && wire === WireType.Varint) status = STATUSES[reader.uint32()];
    else reader.skip(wire, field);
  }
  return status;
}

/** Calls a function for each field of bytes, which reads it. */
function eachField(
  data: Uint8Array,
  read: (field: number, reader: BinaryReader) => void,
): void {
  const reader = new BinaryReader(data);
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (wire === WireType.LengthDelimited) read(field, reader);
    else reader.skip(wire, field);
  }
}
