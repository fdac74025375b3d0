import { assertEquals, assertGreater, assertStringIncludes } from "@std/assert";
import { getMetricHistory, getRun, openArtifact } from "../../../mod.ts";
import { localSession } from "../../../src/local.ts";

/** Files that the process may have open: a runtime has some dozens of its own. */
const MOST_FILES = 256;

Deno.test("a process that may open no more files gets an error that says so, and loses nothing that was kept", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-files-" });
  try {
    const script = new URL("./open_files_child.ts", import.meta.url).href;
    const { code, stdout, stderr } = await new Deno.Command("sh", {
      args: [
        "-c",
        `ulimit -n ${MOST_FILES} && exec "$0" run --quiet --no-check --allow-all "$@"`,
        Deno.execPath(),
        script,
        `${folder}/store`,
      ],
    }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    const told: unknown = JSON.parse(new TextDecoder().decode(stdout));
    // Printed by the child.
    const { files, ofFile, ofPoints, ofStore } = told as Record<string, string>;
    assertGreater(Number(files), 0);
    // Points need no file that is not open.
    assertEquals(ofPoints, "");
    for (const [error, path] of [[ofFile, "store"], [ofStore, "store-other"]] as const) {
      assertStringIncludes(error ?? "", `store "${folder}/${path}"`);
    }
    await using session = await localSession({ path: `${folder}/store` });
    const run = await getRun({ experimentName: "files", runName: "r" }, { session });
    const { values } = await getMetricHistory(run, "loss", { session });
    assertEquals(values, Float64Array.from({ length: 1_000 }, (_, step) => step));
    assertEquals(run.status, "Completed");
    for (const text of ["before", "after"]) {
      const artifact = await openArtifact(run, `${text}.txt`, { session });
      assertEquals(await artifact.text(), text);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
