import { assertEquals, assertRejects } from "@std/assert";
import { openSource } from "../../src/artifacts/source.ts";
import { ArgumentError } from "../../src/errors.ts";
import { inFolder } from "../support/temporary_folder.ts";

Deno.test("openSource() opens a path and a file URL by the file's own name and size", () =>
  inFolder(async (folder) => {
    const path = `${folder}/data #1.csv`;
    await Deno.writeTextFile(path, "a,b\n");
    const url = new URL(`file://${folder}/data%20%231.csv`);
    for (const source of [path, url]) {
      const { name, size, body } = await openSource(source);
      assertEquals([name, size], ["data #1.csv", 4]);
      assertEquals(await new Response(body).text(), "a,b\n");
    }
  }));

Deno.test("openSource() takes bytes, views of bytes, blobs and streams", async () => {
  const bytes = new TextEncoder().encode("hello");
  const sources = [
    bytes,
    bytes.buffer,
    new DataView(bytes.buffer, 0, 5),
    new Blob([bytes]),
    new Blob([bytes]).stream(),
  ];
  for (const source of sources) {
    assertEquals(await new Response((await openSource(source)).body).text(), "hello");
  }
});

Deno.test("openSource() fetches other URLs, and takes name and type from them", async () => {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) =>
      new URL(request.url).pathname === "/data.csv"
        ? new Response("a,b\n", { headers: { "content-type": "text/csv; charset=utf-8" } })
        : new Response("none", { status: 404 }),
  );
  const origin = `http://127.0.0.1:${server.addr.port}`;
  const { name, mediaType, body } = await openSource(new URL("/data.csv?x=1", origin));
  assertEquals([name, mediaType], ["data.csv", "text/csv"]);
  assertEquals(await new Response(body).text(), "a,b\n");
  await assertRejects(() => openSource(new URL("/missing", origin)), ArgumentError, "404");
});

Deno.test("openSource() refuses folders, missing files and what is no source", () =>
  inFolder(async (folder) => {
    for (const source of [folder, `${folder}/none`, 42, null, {}]) {
      const error = await assertRejects(() => openSource(source as string), ArgumentError);
      assertEquals(error.argument, "source");
    }
  }));
