import { DatabaseSync } from "node:sqlite";
import { assertEquals } from "@std/assert";
import { WriteGroups } from "../../../src/local/store/sqlite/write_groups.ts";
import fc from "../../support/fast_check.ts";

/** Writes of a database in memory, whose commits may fail. */
class Writes implements Disposable {
  readonly #database = new DatabaseSync(":memory:");
  /** Reports of writes so far, each with whether a transaction was open. */
  readonly reports: string[] = [];
  readonly groups: WriteGroups;
  failsToCommit = false;
  isOpen = false;

  constructor() {
    this.#database.exec("CREATE TABLE kept (number INTEGER)");
    const end = (sql: string): void => {
      this.#database.exec(sql);
      this.isOpen = false;
    };
    this.groups = new WriteGroups({
      begin: async (work) => {
        this.#database.exec("BEGIN");
        this.isOpen = true;
        await work();
      },
      exec: (sql) => this.#database.exec(sql),
      commit: () => {
        if (this.failsToCommit) throw new Error("disk is full");
        end("COMMIT");
      },
      rollBack: () => end("ROLLBACK"),
      forget: () => {},
      isDue: () => false,
      toError: (cause) => cause,
    });
  }

  /** Writes a number, and may fail after it. */
  async write(number: number, fails: boolean): Promise<void> {
    const written = this.groups.add(() => {
      this.#database.exec(`INSERT INTO kept VALUES (${number})`);
      if (fails) throw new Error("the write's own");
    });
    const how = await written.then(() => "stored", ({ message }: Error) => message);
    this.reports.push(`${number} ${how}${this.isOpen ? " too early" : ""}`);
  }

  get kept(): number[] {
    return this.#database.prepare("SELECT number FROM kept").all()
      .map(({ number }) => Number(number));
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

Deno.test("writes that share a transaction are stored or fail each by itself, and are reported after its end", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }), async (fails) => {
      using writes = new Writes();
      await Promise.all(fails.map((one, number) => writes.write(number, one)));
      // The first write of a group that fails ends its transaction with it.
      const expected = fails.flatMap((one, number) => one ? [] : [number]);
      assertEquals(writes.kept, expected);
      assertEquals(
        writes.reports.toSorted(),
        fails.map((one, number) => `${number} ${one ? "the write's own" : "stored"}`).toSorted(),
      );
    }),
  );
});

Deno.test("a transaction that cannot end fails each of its writes, and none is stored", async () => {
  using writes = new Writes();
  writes.failsToCommit = true;
  await Promise.all([1, 2, 3].map((number) => writes.write(number, false)));
  assertEquals(writes.reports, ["1 disk is full", "2 disk is full", "3 disk is full"]);
  writes.failsToCommit = false;
  await writes.write(4, false);
  assertEquals(writes.kept, [4]);
});
