/**
 * Collects the contents of the event files of one folder.
 *
 * @module
 */
import type { RunStatus } from "../../records/runs/record.ts";
import type { ParameterValue } from "../../rules/parameters.ts";
import type { ForeignFile, ImportProblem } from "../foreign_run.ts";
import { shortestFloat } from "../float32.ts";
import { inputFile, jsonFile } from "../made_files.ts";
import type { InputFile } from "../input.ts";
import type { SeriesBuilder } from "../series_builder.ts";
import { readEvent, type SummaryValue, type TensorBoardEvent } from "./event.ts";
import { readHparams } from "./hparams.ts";
import { type EventDamage, type EventRecord, readRecords } from "./records.ts";
import type { Tensor } from "./tensor.ts";

/** Extensions of media, by the kind of the plugin. */
const EXTENSIONS = { image: "png", audio: "wav" } as const;

/** First bytes of other images. */
const IMAGE_MARKS: readonly (readonly [string, readonly number[]])[] = [
  ["jpg", [0xff, 0xd8]],
  ["gif", [0x47, 0x49, 0x46]],
];

/** The place of an event. */
interface Place extends Pick<TensorBoardEvent, "wallTime" | "step"> {
  readonly file: InputFile;
  readonly record: EventRecord;
}

/** Contents of the event files of one run. */
export class EventSession {
  readonly #series: SeriesBuilder;
  readonly #prefix: string;
  readonly #plugins = new Map<string, string>();
  readonly #documents = new Map<string, unknown[]>();
  readonly #files: ForeignFile[] = [];
  readonly #unknown = new Map<string, number>();
  /** Hyperparameters. */
  readonly parameters: Map<string, ParameterValue>;
  /** Parts that could not be read. */
  readonly problems: ImportProblem[] = [];
  /** Status, if a session states its end. */
  status: RunStatus | undefined;
  /** Group of the hyperparameters' session. */
  group: string | undefined;

  /**
   * @param series Collects the scalars
   * @param parameters Collects the hyperparameters
   * @param prefix Begins the names of metrics and files
   */
  constructor(
    series: SeriesBuilder,
    parameters: Map<string, ParameterValue>,
    prefix: string,
  ) {
    this.#series = series;
    this.parameters = parameters;
    this.#prefix = prefix;
  }

  /** Reads one event file. */
  async read(file: InputFile, signal: AbortSignal | undefined): Promise<void> {
    // In TensorBoard, a tag's plugin is stated on its first event in a file.
    this.#plugins.clear();
    let unreadable = 0;
    for await (const { records = [], damage } of readRecords(file)) {
      signal?.throwIfAborted();
      for (const record of records) {
        try {
          this.#add(file, record);
        } catch {
          unreadable++;
        }
      }
      if (damage) this.problems.push(problemOf(file, damage));
    }
    if (unreadable === 0) return;
    const reason = "have correct checksums and are no events of TensorBoard";
    this.problems.push({ kind: "file", name: file.path, count: unreadable, reason });
  }

  /** Returns the files, once all event files are read. */
  async files(): Promise<readonly ForeignFile[]> {
    const documents = [...this.#documents]
      .map(([path, entries]) => jsonFile(path, entries));
    return [...this.#files, ...await Promise.all(documents)];
  }

  /** Notes the kinds of data that are not imported as problems. */
  end(): void {
    for (const [name, count] of this.#unknown) {
      const reason = "have a kind of data that is not imported";
      this.problems.push({ kind: "metric", name, count, reason });
    }
  }

  #add(file: InputFile, record: EventRecord): void {
    const { wallTime, step, values } = readEvent(record.data);
    for (const value of values) this.#addValue(value, { wallTime, step, file, record });
  }

  #addValue(value: SummaryValue, place: Place): void {
    const { tag, simpleValue, media, histogram, tensor } = value;
    if (value.plugin !== undefined && value.plugin !== "") this.#plugins.set(tag, value.plugin);
    if (tag.startsWith("_hparams_/")) this.#addHparams(value);
    else if (simpleValue !== undefined) this.#addPoint(tag, shortestFloat(simpleValue), place);
    else if (media && value.mediaKind) this.#addMedia(value.mediaKind, tag, [media], place);
    else if (histogram) {
      this.#addDocument("histograms", tag, { ...placeOf(place), ...histogram });
    } else if (tensor) this.#addTensor(tag, tensor, place);
  }

  #addHparams({ content }: SummaryValue): void {
    if (!content) return;
    const { parameters, group, status } = readHparams(content);
    for (const [name, parameter] of parameters) this.parameters.set(name, parameter);
    this.group ??= group;
    this.status = status ?? this.status;
  }

  #addPoint(tag: string, value: number, { wallTime, step }: Place): void {
    this.#series.append(this.#prefix + tag, value, wallTime * 1000, step);
  }

  #addTensor(tag: string, tensor: Tensor, place: Place): void {
    const [first] = tensor.numbers;
    const plugin = this.#plugins.get(tag);
    switch (plugin) {
      case "scalars":
        if (first !== undefined && tensor.numbers.length === 1) this.#addPoint(tag, first, place);
        else this.#addUnknown(tag);
        break;
      case "text":
        this.#addDocument("text", tag, { ...placeOf(place), text: textsOf(tensor) });
        break;
      case "images":
        // Before the images come their width and height.
        this.#addMedia("image", tag, tensor.strings.slice(2), place);
        break;
      case "audio":
        // Each clip is followed by its label.
        this.#addMedia("audio", tag, tensor.strings.filter(isWave), place);
        break;
      case "histograms":
        this.#addDocument("histograms", tag, { ...placeOf(place), buckets: rowsOf(tensor) });
        break;
      default:
        if (tensor.strings.length > 0 || first === undefined) this.#addUnknown(tag);
        else {
          const { shape, numbers } = tensor;
          this.#addDocument("tensors", tag, { ...placeOf(place), plugin, shape, numbers });
        }
    }
  }

  #addMedia(
    kind: "image" | "audio",
    tag: string,
    all: readonly Uint8Array<ArrayBuffer>[],
    { step, file, record }: Place,
  ): void {
    for (const [index, bytes] of all.entries()) {
      const from = record.offset + bytes.byteOffset - record.data.byteOffset;
      const extension = extensionOf(kind, bytes);
      const end = all.length > 1 ? `_${index}` : "";
      const folder = `tensorboard/${kind === "image" ? "images" : "audio"}/${this.#prefix}${tag}`;
      const path = this.#freePath(`${folder}/${step}${end}`, extension);
      this.#files.push(inputFile(path, file, { from, to: from + bytes.length }));
    }
  }

  /** A step may be logged more than once. */
  #freePath(path: string, extension: string): string {
    const isTaken = (one: string): boolean => this.#paths.has(one);
    let free = `${path}.${extension}`;
    for (let copy = 2; isTaken(free); copy++) free = `${path}-${copy}.${extension}`;
    this.#paths.add(free);
    return free;
  }

  readonly #paths = new Set<string>();

  #addDocument(kind: string, tag: string, entry: object): void {
    const path = `tensorboard/${kind}/${this.#prefix}${tag}.json`;
    const entries = this.#documents.get(path) ?? [];
    entries.push(entry);
    this.#documents.set(path, entries);
  }

  #addUnknown(tag: string): void {
    const name = this.#prefix + tag;
    this.#unknown.set(name, (this.#unknown.get(name) ?? 0) + 1);
  }
}

function placeOf({ wallTime, step }: Place): { readonly step: number; readonly time: string } {
  return { step, time: new Date(wallTime * 1000).toISOString() };
}

function textsOf({ strings }: Tensor): string {
  const decoder = new TextDecoder();
  return strings.map((bytes) => decoder.decode(bytes)).join("\n");
}

/** Returns a matrix as rows. */
function rowsOf({ shape, numbers }: Tensor): readonly (readonly number[])[] {
  const width = shape[1] || 1;
  return Array.from(
    { length: Math.ceil(numbers.length / width) },
    (_, row) => numbers.slice(row * width, (row + 1) * width),
  );
}

function isWave([a, b, c, d]: Uint8Array): boolean {
  return a === 0x52 && b === 0x49 && c === 0x46 && d === 0x46;
}

function extensionOf(kind: "image" | "audio", bytes: Uint8Array): string {
  const known = IMAGE_MARKS.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte));
  return kind === "image" && known ? known[0] : EXTENSIONS[kind];
}

function problemOf({ path }: InputFile, { kind, offset, length }: EventDamage): ImportProblem {
  const reason = kind === "cut"
    ? `ends within a record: ${length} bytes from byte ${offset} on wait for the rest`
    : `${length} bytes from byte ${offset} on are damaged`;
  return { kind: "file", name: path, count: 1, reason };
}
