import { assert, assertEquals } from "@std/assert";
import { WRITE_HEADER } from "../../src/viewer/wire.ts";
import { linesOf, startScript } from "../support/children.ts";
import { bearerOf } from "../support/reach.ts";
import { rawStatus } from "../support/raw_http.ts";

for (const runtime of ["bun", "node"] as const) {
  Deno.test(`serveViewer reads, writes, streams files and refuses strangers in ${runtime}`, async () => {
    const folder = await Deno.makeTempDir({ prefix: "runlog-viewer-" });
    const child = await startScript(runtime, "tests/viewer/viewer_child.ts", [folder]);
    const said = new Response(child.stderr).text();
    try {
      const { value: line = "" } = await linesOf(child)[Symbol.asyncIterator]().next();
      const [address = "", token] = line.split(" ");
      const url = `${new URL(address).origin}/`;
      const known = bearerOf({ token });
      const get = (path: string): Promise<Response> => fetch(`${url}${path}`, { headers: known });
      assert((await (await get("page.js")).text()).length > 100_000);
      const runs = (await (await get("api/runs?experiment=demo")).text()).trim().split("\n");
      assertEquals(runs.map((line) => JSON.parse(line).runName), ["first"]);
      const names = "experiment=demo&run=first";
      const file = await get(`api/file?${names}&direction=output&name=note.txt`);
      assertEquals((await file.text()).length, 300_000);
      const { writeToken } = await (await get("api/session")).json();
      const body = JSON.stringify({ experimentName: "demo", runName: "first", isArchived: true });
      const headers = { "content-type": "application/json", [WRITE_HEADER]: writeToken, ...known };
      const written = await fetch(`${url}api/archive`, { method: "POST", headers, body });
      assertEquals(written.status, 200);
      await written.body?.cancel();
      assertEquals((await (await get(`api/run?${names}`)).json()).isArchived, true);
      const foreign = await fetch(`${url}api/runs?experiment=demo`, {
        headers: { origin: "https://evil.example", ...known },
      });
      assertEquals(foreign.status, 403);
      await foreign.body?.cancel();
      const stranger = await fetch(`${url}api/runs?experiment=demo`);
      assertEquals(stranger.status, 401);
      await stranger.body?.cancel();
      const port = Number(new URL(url).port);
      assertEquals(await rawStatus(port, "GET / HTTP/1.1\r\nHost: evil.example:PORT\r\n"), 403);
    } finally {
      child.kill("SIGKILL");
      await child.status;
      assertEquals(await said, "");
      await Deno.remove(folder, { recursive: true });
    }
  });
}
