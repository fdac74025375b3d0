import { assertEquals } from "@std/assert";
import { trackio } from "../../src/import.ts";
import { copyFolder } from "../support/copy_folder.ts";
import { inFolder } from "../support/temporary_folder.ts";
import { pointsOf, readOne, SAMPLES } from "./importing.ts";

Deno.test("a run of Trackio has its points, settings, alerts and media", () =>
  inFolder(async (folder) => {
    await copyFolder(`${SAMPLES}trackio`, folder);
    const packed = await Deno.open(`${folder}/interop.db.gz`);
    const unpacked = packed.readable.pipeThrough(new DecompressionStream("gzip"));
    await Deno.writeFile(`${folder}/interop.db`, unpacked);
    const run = await readOne(trackio(folder));
    assertEquals([run.experiment, run.name, run.status], ["interop", "first", "Completed"]);
    const settings = [["lr", 0.1], ["third", 1 / 3], ["opt", "adam"], ["nested.a", 1]] as const;
    assertEquals([...run.parameters], settings as never);
    const points = pointsOf(run);
    assertEquals(
      points["train/loss"]?.map(([value, step]) => [value, step]),
      Array.from({ length: 40 }, (_, index) => [1 / (index + 1), index]),
    );
    assertEquals(points["weird"]?.map(([value, step]) => [value, step]), [[NaN, 40]]);
    assertEquals(points["inf"]?.map(([value]) => value), [Infinity]);
    assertEquals(points["late"]?.map(([value, step]) => [value, step]), [[1, 100]]);
    assertEquals(points["acc"]?.[0]?.[2], Date.parse("2026-11-30T08:35:06.382Z"));
    assertEquals(run.notes, "2026-11-30T08:35:06.379276+00:00 warn: Title: body");
    assertEquals(run.files.map(({ path }) => path), [
      "trackio/values.json",
      "trackio/media/interop/first/101/f37a37a3-466c-4985-bf03-4ade0ec5632f.png",
    ]);
    const live = await readOne(trackio(folder), { isLive: true });
    assertEquals([live.status, live.endTime], ["InProgress", undefined]);
  }));
