/**
 * Writes an event file of TensorBoard in blocks. It has its name once it is whole.
 *
 * @module
 */
import type { FileHandle } from "node:fs/promises";
import type { BuiltinModules } from "../../runtime.ts";
import { frameRecord } from "./write_events.ts";

type FileSystem = BuiltinModules["node:fs"];

/** Bytes that are written at a time. */
const BLOCK = 4 * 1024 * 1024;

/** An event file that is being written. */
export class EventFile {
  readonly #fs: FileSystem;
  readonly #path: string;
  readonly #handle: FileHandle;
  #waiting: Uint8Array[] = [];
  #length = 0;
  #isOpen = true;

  private constructor(fs: FileSystem, path: string, handle: FileHandle) {
    this.#fs = fs;
    this.#path = path;
    this.#handle = handle;
  }

  /** Begins a file. */
  static async create(fs: FileSystem, path: string): Promise<EventFile> {
    return new EventFile(fs, path, await fs.promises.open(`${path}.part`, "w"));
  }

  /** Adds an event. */
  async add(event: Uint8Array<ArrayBuffer>): Promise<void> {
    const record = frameRecord(event);
    this.#waiting.push(record);
    this.#length += record.length;
    if (this.#length >= BLOCK) await this.#flush();
  }

  /** Gives the file its name. */
  async finish(): Promise<void> {
    await this.#flush();
    await this.#end();
    await this.#fs.promises.rename(`${this.#path}.part`, this.#path);
  }

  /** Removes a file that was not finished. */
  async close(): Promise<void> {
    if (!this.#isOpen) return;
    await this.#end();
    await this.#fs.promises.rm(`${this.#path}.part`, { force: true });
  }

  async #flush(): Promise<void> {
    const block = new Uint8Array(this.#length);
    let at = 0;
    for (const record of this.#waiting) {
      block.set(record, at);
      at += record.length;
    }
    this.#waiting = [];
    this.#length = 0;
    for (let from = 0; from < block.length;) {
      from += (await this.#handle.write(block, from)).bytesWritten;
    }
  }

  async #end(): Promise<void> {
    this.#isOpen = false;
    await this.#handle.close();
  }
}
