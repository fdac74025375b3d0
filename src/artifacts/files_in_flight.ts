/**
 * Transfers many files, several at a time, within a limit of memory.
 *
 * @module
 */
import { FlightWindow } from "./flight_window.ts";

const MIB = 1024 * 1024;

/** Memory that the upload of a large file holds: four parts of 5 MiB. */
const LARGE_FILE = 20 * MIB;

/** A file of more than 10,000 parts of 5 MiB has larger parts, four of which are in memory. */
const PARTS_IN_MEMORY = 4 / 10_000;

/** Memory that all files in flight hold: as much as four large files. */
const LARGEST_SUM = 4 * LARGE_FILE;

/** A transfer of one file that begins. */
export interface FileTransfer {
  /**
   * Resolves when the file's bytes have room in memory. Call it before they are read.
   *
   * @param size Length of the file in bytes; undefined if unknown
   */
  room(size: number | undefined): Promise<void>;
}

/**
 * Transfers files, between 4 and 32 at a time ({@linkcode FlightWindow}). Files in flight hold at most
 * 80 MiB of memory, a file at most 20 MiB. Large files therefore go four at a time, as four parts of
 * 5 MiB each.
 */
export class FilesInFlight {
  readonly #window: FlightWindow;
  #open = 0;
  #bytes = 0;
  readonly #waitingForTurn: (() => void)[] = [];
  readonly #waitingForRoom: { readonly bytes: number; readonly enter: () => void }[] = [];

  /** @param window Decides how many files are in flight */
  constructor(window: FlightWindow = new FlightWindow()) {
    this.#window = window;
  }

  /**
   * Transfers files. After a failure, no other file begins; open transfers end.
   *
   * @param files Files, or a listing of them
   * @param transfer Transfers one file
   * @throws the first failure, once no file is in flight
   */
  async all<File>(
    files: AsyncIterable<File> | Iterable<File>,
    transfer: (file: File, own: FileTransfer) => Promise<void>,
  ): Promise<void> {
    const failures: unknown[] = [];
    const open = new Set<Promise<void>>();
    try {
      for await (const file of files) {
        await this.#turn();
        // The turn may have come with a failure.
        if (failures.length > 0) {
          this.#giveTurn();
          break;
        }
        const one = this.#transfer(file, transfer)
          .catch((error) => void failures.push(error))
          .finally(() => open.delete(one));
        open.add(one);
      }
    } catch (error) {
      failures.push(error);
    }
    await Promise.all(open);
    if (failures.length > 0) throw failures[0];
  }

  async #transfer<File>(
    file: File,
    transfer: (file: File, own: FileTransfer) => Promise<void>,
  ): Promise<void> {
    let held = 0;
    const room = async (size: number | undefined): Promise<void> => {
      const bytes = memoryOf(size);
      await this.#room(bytes);
      held += bytes;
    };
    try {
      await transfer(file, { room });
    } finally {
      this.#bytes -= held;
      this.#admit();
      this.#giveTurn();
    }
  }

  async #turn(): Promise<void> {
    if (this.#open < this.#window.size) return this.#begin();
    await new Promise<void>((resolve) => this.#waitingForTurn.push(resolve));
  }

  #begin(): void {
    this.#open++;
    this.#window.begin();
  }

  #giveTurn(): void {
    this.#open--;
    this.#window.end();
    while (this.#open < this.#window.size) {
      const next = this.#waitingForTurn.shift();
      if (!next) return;
      this.#begin();
      next();
    }
  }

  /** In the order of the calls, so that no large file waits for ever. */
  async #room(bytes: number): Promise<void> {
    await new Promise<void>((enter) => {
      this.#waitingForRoom.push({ bytes, enter });
      this.#admit();
    });
  }

  #admit(): void {
    for (;;) {
      const [next] = this.#waitingForRoom;
      if (!next || (this.#bytes > 0 && this.#bytes + next.bytes > LARGEST_SUM)) return;
      this.#waitingForRoom.shift();
      this.#bytes += next.bytes;
      next.enter();
    }
  }
}

function memoryOf(size: number | undefined): number {
  if (size === undefined) return LARGE_FILE;
  return Math.min(size, Math.max(LARGE_FILE, size * PARTS_IN_MEMORY));
}
