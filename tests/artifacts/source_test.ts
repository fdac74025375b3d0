import { assertEquals, assertRejects } from "@std/assert";
import { FileChangedError } from "../../src/artifacts/file_changed_error.ts";
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

Deno.test("openSource() names a response by its URL, and gives it the type that it has", async () => {
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    return new Response("a,b\n", { headers: { "content-type": "text/csv; charset=utf-8" } });
  });
  const response = await fetch(`http://127.0.0.1:${server.addr.port}/data.csv?x=1`);
  const { name, mediaType, body } = await openSource(response);
  assertEquals([name, mediaType], ["data.csv", "text/csv"]);
  assertEquals(await new Response(body).text(), "a,b\n");
});

Deno.test("openSource() says the way out of what it cannot take", async () => {
  const used = new Response("x");
  await used.text();
  const locked = new Response("x");
  locked.body?.getReader();
  const { readable, writable } = new TransformStream();
  const transferred = new ArrayBuffer(8);
  const view = new Uint8Array(transferred);
  structuredClone(transferred, { transfer: [transferred] });
  const cases: readonly (readonly [unknown, string])[] = [
    ["https://example.com/data.csv", "pass await fetch(…)"],
    ["HTTP://example.com/data.csv", "pass await fetch(…)"],
    ["s3://bucket/key", "logArtifact"],
    ["file:///data.csv", "new URL(…)"],
    [".", "logDirectory"],
    ["/dev/null", "a stream can read a pipe or a device"],
    [used, "clone()"],
    [locked, "clone()"],
    [new Response("gone", { status: 404 }), "HTTP status 404"],
    [new Response(null, { status: 204 }), "have a body"],
    [new Request("http://localhost/data.csv"), "pass await fetch(…)"],
    [Promise.resolve("data.csv"), "be awaited"],
    [{ readable, writable }, "its property readable"],
    [{ createReadStream() {} }, "createReadStream()"],
    [new FormData(), "form.get"],
    [[1, 2, 3], "Uint8Array.from"],
    [transferred, "transferred"],
    [view, "transferred"],
    [{ loss: 0.5 }, "logJson"],
  ];
  for (const [source, words] of cases) {
    const error = await assertRejects(() => openSource(source as string), ArgumentError, words);
    assertEquals(error.argument, "source");
  }
  const { name, body } = await openSource(new URL("data:text/plain,x"));
  assertEquals([name, await new Response(body).text()], [undefined, "x"]);
});

Deno.test("openSource() takes blobs, responses and streams of other packages and realms", async () => {
  const blob = new Blob(["hello"]);
  const other = { size: 5, type: "text/plain", name: "a/b.txt", stream: () => blob.stream() };
  const { name, size, mediaType, body } = await openSource(other as unknown as Blob);
  assertEquals([name, size, mediaType], ["b.txt", 5, "text/plain"]);
  assertEquals(await new Response(body).text(), "hello");
  const headers = new Headers({ "content-type": "text/csv" });
  const response = { body: blob.stream(), bodyUsed: false, headers, status: 200, url: "" };
  const opened = await openSource(response as unknown as Response);
  assertEquals([opened.name, opened.mediaType], [undefined, "text/csv"]);
  assertEquals(await new Response(opened.body).text(), "hello");
});

Deno.test("openSource() takes pieces of bytes in any form, and refuses others by name", async () => {
  const shared = new Uint8Array(new SharedArrayBuffer(2)).fill(33);
  const pieces = [
    "é",
    Uint8Array.of(33),
    new ArrayBuffer(0),
    new DataView(Uint8Array.of(33).buffer),
  ];
  const { body } = await openSource(ReadableStream.from([...pieces, shared]) as ReadableStream);
  assertEquals(await new Response(body).text(), "é!!!!");
  const wrong = await openSource(ReadableStream.from([{ loss: 1 }]) as ReadableStream);
  await assertRejects(() => new Response(wrong.body).text(), ArgumentError, "bytes or text");
});

Deno.test("a blob whose file has changed fails by name, however the runtime tells it", async () => {
  const broken = (error: unknown): Blob => {
    const stream = () => new ReadableStream({ pull: () => Promise.reject(error) });
    return Object.assign(new Blob(["hello"]), { name: "a.bin", lastModified: 1, stream });
  };
  const of = (bytes: string): Blob => {
    const stream = () => new Blob([bytes]).stream();
    return Object.assign(new Blob(["hello"]), { name: "a.bin", lastModified: 1, stream });
  };
  const cases = [
    [broken(new DOMException("x", "NotReadableError")), "rewritten"],
    [broken(new DOMException("x", "NotFoundError")), "removed"],
    [of("hell"), "cut"],
    [of("hello!"), "rewritten"],
  ] as const;
  for (const [blob, change] of cases) {
    const { body } = await openSource(blob);
    const error = await assertRejects(() => new Response(body).text(), FileChangedError);
    assertEquals([error.path, error.change, error.before.size], ["a.bin", change, 5]);
  }
  const { body } = await openSource(broken(new TypeError("other")));
  await assertRejects(() => new Response(body).text(), TypeError, "other");
});

Deno.test("closing an open file releases its source, also one that nothing has read", async () => {
  for (const hasBegun of [false, true]) {
    let isCancelled = false;
    const source = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1)),
      cancel: () => void (isCancelled = true),
    }, { highWaterMark: 0 });
    const { body, close } = await openSource(source);
    if (hasBegun) {
      const reader = (body as ReadableStream).getReader();
      await reader.read();
      reader.releaseLock();
    }
    await close?.();
    await new Promise((resolve) => setTimeout(resolve, 0));
    assertEquals(isCancelled, true);
  }
});

Deno.test("openSource() refuses folders, missing files and what is no source", () =>
  inFolder(async (folder) => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const source of [folder, `${folder}/none`, 42, null, {}, proxy]) {
      const error = await assertRejects(() => openSource(source as string), ArgumentError);
      assertEquals(error.argument, "source");
    }
  }));
