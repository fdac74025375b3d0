import crypto from "node:crypto";
import fs from "node:fs";
import { assertEquals, assertRejects } from "@std/assert";
import { objectFolder } from "../../../src/local/store/object_folder.ts";
import { inFolder } from "../../support/temporary_folder.ts";

Deno.test("a file's name from a damaged record leads out of no folder", () =>
  inFolder(async (outer) => {
    const folder = `${outer}/store`;
    fs.mkdirSync(`${folder}/objects`, { recursive: true });
    fs.writeFileSync(`${outer}/secret`, "secret");
    fs.writeFileSync(`${folder}/runlog.db`, "database");
    const files = objectFolder(folder, { fs, crypto });
    const names = [
      "../runlog.db",
      "../../secret",
      `${outer}/secret`,
      "..",
      ".",
      "",
      "a",
      "a/../../../secret",
      `${crypto.randomUUID()}/`,
      `${crypto.randomUUID()}\n`,
      "\0".repeat(36),
      "../../secret".padStart(36, "./"),
    ];
    for (const name of names) {
      await assertRejects(
        async () => await files.read(name, 0, 1),
        RangeError,
        "not a valid file name",
      );
    }
    assertEquals(await files.read(crypto.randomUUID(), 0, 1), undefined);
  }));
