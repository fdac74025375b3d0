/**
 * Sorts the attributes of a Neptune run by their types.
 *
 * @module
 */
import type { ParameterValue } from "../../rules/parameters.ts";
import { parameterOf } from "../flatten.ts";
import { isStep, SeriesBuilder } from "../series_builder.ts";

/** A row of an export: one attribute, or one point of a series. */
export type Row = Readonly<Record<string, unknown>>;

/** Attributes of a run. */
export class Attributes {
  readonly series = new SeriesBuilder();
  readonly parameters = new Map<string, ParameterValue>();
  readonly tags = new Map<string, string>();
  readonly texts = new Map<string, string[]>();
  readonly histograms = new Map<string, unknown[]>();
  readonly filePaths: string[] = [];
  readonly unknown = new Map<string, number>();
  readonly fractions = new Map<string, number>();

  add(row: Row): void {
    const path = String(row["attribute_path"]);
    switch (row["attribute_type"]) {
      case "float":
        this.#set(path, row["float_value"]);
        break;
      case "int":
        this.#set(path, row["int_value"]);
        break;
      case "string":
        this.#set(path, row["string_value"]);
        break;
      case "bool":
        this.#set(path, row["bool_value"]);
        break;
      case "datetime":
        this.#set(path, row["datetime_value"]);
        break;
      case "string_set":
        this.#addSet(path, row["string_set_value"]);
        break;
      case "float_series":
        this.#addPoint(path, row);
        break;
      case "string_series":
        append(this.texts, path, String(row["string_value"] ?? ""));
        break;
      case "histogram_series":
        append(this.histograms, path, {
          step: numberOf(row["step"]),
          time: row["timestamp"],
          histogram: row["histogram_value"],
        });
        break;
      case "file":
      case "file_series":
        this.#addFile(row["file_value"]);
        break;
      default:
        count(this.unknown, path);
    }
  }

  #set(path: string, value: unknown): void {
    if (value === null || value === undefined) return;
    const number = typeof value === "bigint" ? Number(value) : value;
    const isExact = typeof value !== "bigint" || Number.isSafeInteger(number);
    this.parameters.set(path, parameterOf(isExact ? number : String(value)));
  }

  #addSet(path: string, values: unknown): void {
    const texts = Array.isArray(values) ? values.map(String) : [];
    if (path === "sys/tags") {
      for (const text of texts) {
        this.tags.set(`neptune.tag.${text}`, text);
      }
    } else this.parameters.set(path, JSON.stringify(texts));
  }

  #addPoint(path: string, { float_value, timestamp, step }: Row): void {
    const at = timestamp instanceof Date ? timestamp.getTime() : 0;
    const number = numberOf(step);
    if (!Number.isNaN(number) && !isStep(number)) count(this.fractions, path);
    // A value that is absent was not a number.
    this.series.append(path, numberOf(float_value), at, number);
  }

  #addFile(value: unknown): void {
    const path = typeof value === "object" && value !== null && "path" in value
      ? value.path
      : undefined;
    if (typeof path === "string") this.filePaths.push(path);
  }
}

function numberOf(value: unknown): number {
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : NaN;
}

function append<Value>(lists: Map<string, Value[]>, name: string, value: Value): void {
  const list = lists.get(name);
  if (list) list.push(value);
  else lists.set(name, [value]);
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
