// What a page of another site, another program or a hostile run may try against the viewer. Numbers are
// not kept here: each test says the attack.
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { awsSession, withRun } from "../../mod.ts";
import { serveViewer } from "../../src/viewer.ts";
import { Refusal } from "../../src/viewer/server/answers.ts";
import { readObject } from "../../src/viewer/server/body.ts";
import { WRITE_HEADER } from "../../src/viewer/wire.ts";
import { bearerOf } from "../support/reach.ts";
import { FOREIGN_HOSTS, rawStatus } from "../support/raw_http.ts";
import { type TemporaryViewer, temporaryViewer } from "./temporary_viewer.ts";

const NAMES = { experimentName: "demo", runName: "first" };
const QUERY = "experiment=demo&run=first";
const PATHS = ["/", "/page.js", "/icon.svg", "/api/session", "/api/experiments", "/health"];

async function withFiles(viewer: TemporaryViewer, files: Record<string, string>): Promise<void> {
  await withRun({ ...NAMES, session: viewer.session }, async (run) => {
    for (const [name, text] of Object.entries(files)) {
      await run.logFile(new Blob([text], { type: "text/html" }), { name });
    }
  });
}

Deno.test("a name that resolves to this machine reaches nothing: Hosts are exact, on every path", async () => {
  await using viewer = await temporaryViewer();
  for (const host of ["127.0.0.1:PORT", "localhost:PORT", "[::1]:PORT"]) {
    assertEquals(await rawStatus(viewer.port, `GET / HTTP/1.1\r\nHost: ${host}\r\n`), 200);
  }
  for (const header of FOREIGN_HOSTS) {
    for (const path of PATHS) {
      const status = await rawStatus(viewer.port, `GET ${path} HTTP/1.1\r\n${header}\r\n`);
      assert([400, 403].includes(status), `${header} ${path}: ${status}`);
    }
  }
  const absolute = "GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n";
  assertEquals(await rawStatus(viewer.port, absolute), 403);
});

Deno.test("pages of other sites and other ports get nothing, reads among it, and no word for CORS", async () => {
  await using viewer = await temporaryViewer();
  await withFiles(viewer, { "a.txt": "a" });
  const { writeToken } = await (await viewer.ask("/api/session")).json();
  const senders: readonly Record<string, string>[] = [
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: `http://localhost:${viewer.port}` },
    { origin: `http://127.0.0.1:${viewer.port + 1}` },
    { origin: `http://127.0.0.1:${viewer.port}.evil.example` },
    { origin: `https://127.0.0.1:${viewer.port}` },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" },
  ];
  for (const sender of senders) {
    for (const path of [...PATHS, `/api/file?${QUERY}&direction=output&name=a.txt`]) {
      const answer = await viewer.ask(path, { headers: sender });
      assertEquals(answer.status, 403, `${JSON.stringify(sender)} ${path}`);
      assert(![...answer.headers.keys()].some((name) => name.startsWith("access-control-")));
      await answer.body?.cancel();
    }
    // Even if it had learned the token.
    const headers = { ...sender, "content-type": "application/json", [WRITE_HEADER]: writeToken };
    const body = JSON.stringify({ ...NAMES, isArchived: true });
    const answer = await viewer.ask("/api/archive", { method: "POST", headers, body });
    assertEquals(answer.status, 403);
    await answer.body?.cancel();
  }
  for (const method of ["OPTIONS", "PUT", "DELETE", "PATCH"]) {
    const answer = await viewer.ask("/api/session", { method });
    assertEquals(answer.status, 405);
    await answer.body?.cancel();
  }
});

Deno.test("a write needs the page's token and says that it is JSON, as no form can", async () => {
  await using viewer = await temporaryViewer();
  await withFiles(viewer, {});
  const { writeToken } = await (await viewer.ask("/api/session")).json();
  const body = JSON.stringify({ ...NAMES, deleteFiles: true, dryRun: false });
  const write = async (headers: Record<string, string>, method = "POST"): Promise<number> => {
    const answer = await viewer.ask("/api/delete-run", { method, headers, body });
    await answer.body?.cancel();
    return answer.status;
  };
  const json = { "content-type": "application/json" };
  assertEquals(await write(json), 403);
  assertEquals(await write({ ...json, [WRITE_HEADER]: "" }), 403);
  assertEquals(await write({ ...json, [WRITE_HEADER]: `${writeToken}0` }), 403);
  assertEquals(await write({ ...json, [WRITE_HEADER]: writeToken.slice(1) }), 403);
  assertEquals(await write({ ...json, cookie: `${WRITE_HEADER}=${writeToken}` }), 403);
  for (
    const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=a",
      "text/plain; application/json",
      "application/jsonp",
    ]
  ) {
    assertEquals(await write({ "content-type": type, [WRITE_HEADER]: writeToken }), 415, type);
  }
  const query = `delete-run?${QUERY}&deleteFiles=true&dryRun=false`;
  assertEquals((await viewer.ask(`/api/${query}`)).status, 404, "reading changes nothing");
  assertEquals((await viewer.ask(`/api/run?${QUERY}`)).status, 200, "it is still there");
});

Deno.test("no name leaves the run's own files: paths, encodings, devices and addresses find nothing", async () => {
  await using viewer = await temporaryViewer();
  await withFiles(viewer, { "a.txt": "a" });
  await Deno.writeTextFile(`${viewer.folder}/secret.txt`, "canary-of-the-folder");
  const names = [
    "../secret.txt",
    "..%2fsecret.txt",
    "%2e%2e/secret.txt",
    "%252e%252e%252fsecret.txt",
    "..\\secret.txt",
    `${viewer.folder}/secret.txt`,
    "/etc/passwd",
    "C:\\windows\\win.ini",
    "\\\\srv\\share",
    "a.txt\0",
    "\0",
    "....//secret.txt",
    `file://${viewer.folder}/secret.txt`,
    "b.txt#../secret.txt",
    "//proc/self/root/etc/passwd",
    "http://169.254.169.254/latest/meta-data",
    "s3://sagemaker-local-000000000000/a.txt",
    "a".repeat(10_000),
    "constructor",
    "__proto__",
  ];
  for (const name of names) {
    for (const kind of ["file", "picture", "text"]) {
      for (const value of [encodeURIComponent(name), encodeURI(name)]) {
        const path = `/api/${kind}?${QUERY}&direction=output&name=${value}`;
        const answer = await viewer.ask(path);
        const text = await answer.text();
        assert([400, 404, 414].includes(answer.status), `${path.slice(0, 200)}: ${answer.status}`);
        assert(!/canary-of|root:|\[fonts\]/.test(text));
      }
    }
  }
  const run = encodeURIComponent("../first");
  assertEquals((await viewer.ask(`/api/run?experiment=demo&run=${run}`)).status, 400);
  const own = `Host: 127.0.0.1:PORT\r\nAuthorization: Bearer ${viewer.token}\r\n`;
  for (const path of ["/../secret.txt", "/%2e%2e/secret.txt", "/page.js/../../secret.txt", "//"]) {
    const status = await rawStatus(viewer.port, `GET ${path} HTTP/1.1\r\n${own}`);
    assert([400, 403, 404].includes(status), `${path}: ${status}`);
  }
});

Deno.test("an artifact that points elsewhere is not fetched", async () => {
  let asked = 0;
  await using other = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    asked++;
    return new Response("inner");
  });
  await using viewer = await temporaryViewer();
  const addresses = [
    `http://127.0.0.1:${other.addr.port}/`,
    "http://169.254.169.254/latest/meta-data/",
    "file:///etc/passwd",
    "s3://",
    "s3://bucket",
    "javascript:alert(1)",
  ];
  await withRun({ ...NAMES, session: viewer.session }, (run) => {
    addresses.forEach((address, index) => run.logArtifact(`a${index}`, address));
  });
  for (const index of addresses.keys()) {
    for (const kind of ["file", "picture", "text"]) {
      const answer = await viewer.ask(`/api/${kind}?${QUERY}&direction=output&name=a${index}`);
      assert([400, 404].includes(answer.status), `${addresses[index]}: ${answer.status}`);
      await answer.body?.cancel();
    }
  }
  assertEquals(asked, 0);
});

Deno.test("a file that would act is an attachment without rights, whatever it says it is", async () => {
  await using viewer = await temporaryViewer();
  const active = '<script>document.title="canary"</script>';
  const name = 'evil "\r\n<b>\u202egnp.html';
  await withFiles(viewer, { [name]: active, "con.svg": `<svg>${active}</svg>`, "x.png": active });
  for (const one of [name, "con.svg", "x.png"]) {
    const query = `${QUERY}&direction=output&name=${encodeURIComponent(one)}`;
    const answer = await viewer.ask(`/api/file?${query}`);
    assertEquals(answer.status, 200);
    const header = (name: string): string => answer.headers.get(name) ?? "";
    assertEquals(header("content-type"), "application/octet-stream");
    assertMatch(header("content-disposition"), /^attachment; filename\*=UTF-8''[\w.%-]+$/);
    assert(!/%(0D|0A|22|2F|5C|E2%80%AE)/i.test(header("content-disposition")));
    assertEquals(header("content-security-policy"), "default-src 'none'; sandbox");
    assertEquals(header("x-content-type-options"), "nosniff");
    await answer.body?.cancel();
    const picture = await viewer.ask(`/api/picture?${query}`);
    assertEquals(picture.status, 415, "no picture by its bytes");
    await picture.body?.cancel();
    const text = await viewer.ask(`/api/text?${query}`);
    assertEquals(text.headers.get("content-type"), "application/json; charset=utf-8");
    await text.body?.cancel();
  }
  const device = await viewer.ask(`/api/file?${QUERY}&direction=output&name=con.svg`);
  assertMatch(device.headers.get("content-disposition") ?? "", /''_con\.svg$/);
  await device.body?.cancel();
});

Deno.test("every answer forbids what it does not need: scripts, frames, sniffing, referrers, caches", async () => {
  await using viewer = await temporaryViewer();
  for (const path of [...PATHS, "/api/run?experiment=demo", "/page.css"]) {
    const answer = await viewer.ask(path);
    await answer.body?.cancel();
    const { headers } = answer;
    const policy = headers.get("content-security-policy") ?? "";
    for (
      const rule of [
        "default-src 'none'",
        "script-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
      ]
    ) {
      assert(policy.split("; ").includes(rule), `${path}: ${rule}`);
    }
    assert(!policy.includes("unsafe"));
    assertEquals(headers.get("x-content-type-options"), "nosniff");
    assertEquals(headers.get("x-frame-options"), "DENY");
    assertEquals(headers.get("referrer-policy"), "no-referrer");
    assertEquals(headers.get("cache-control"), "no-store");
    assertEquals(headers.get("cross-origin-resource-policy"), "same-origin");
  }
});

Deno.test("a request that is too large, too deep or too long is refused and costs little", async () => {
  await using viewer = await temporaryViewer();
  const { writeToken } = await (await viewer.ask("/api/session")).json();
  const own = `Host: 127.0.0.1:PORT\r\nContent-Type: application/json\r\n` +
    `Authorization: Bearer ${viewer.token}\r\n` +
    `${WRITE_HEADER}: ${writeToken}\r\n`;
  const large = `POST /api/update HTTP/1.1\r\n${own}Content-Length: 1073741824\r\n`;
  assertEquals(await rawStatus(viewer.port, large), 413);
  const headers = { "content-type": "application/json", [WRITE_HEADER]: writeToken };
  const send = async (body: BodyInit): Promise<number> => {
    const answer = await viewer.ask("/api/update", { method: "POST", headers, body });
    await answer.body?.cancel();
    return answer.status;
  };
  assertEquals(await send("[".repeat(30_000) + "]".repeat(30_000)), 400);
  assertEquals(await send('{"a":'.repeat(12_000)), 400);
  assertEquals(await send(`{"experimentName":"${"a".repeat(70_000)}"}`), 413);
  assertEquals(await send('{"__proto__":{"experimentName":"demo","runName":"first"}}'), 400);
  const long = `/api/histories?${QUERY}${"&metric=a".repeat(3_000)}`;
  assertEquals((await viewer.ask(long)).status, 414);
});

Deno.test("a body that comes too slowly is given up", async () => {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"a":')),
  });
  const request = new Request("http://127.0.0.1/", { method: "POST", body });
  const refusal = await assertRejects(() => readObject(request, 50), Refusal);
  assertEquals(refusal.status, 408);
});

Deno.test("no credential of the session's is in any answer, its failures among them", async () => {
  const canary = "AKIACANARYCANARY0000";
  await using refusing = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) =>
      Response.json({
        __type: "AccessDeniedException",
        message: `not for ${request.headers.get("authorization")}`,
      }, { status: 400 }),
  );
  const session = await awsSession({
    region: "eu-west-1",
    endpoint: `http://127.0.0.1:${refusing.addr.port}`,
    credentials: {
      accessKeyId: canary,
      secretAccessKey: "canary-secret-canary-secret",
      sessionToken: "canary-session-token",
    },
  });
  await using viewer = await serveViewer({ session });
  const seen: string[] = [];
  for (
    const path of [
      "api/session",
      "api/experiments",
      "api/runs?experiment=demo",
      `api/run?${QUERY}`,
      `api/file?${QUERY}&direction=output&name=a`,
      "page.js",
      "",
    ]
  ) {
    const answer = await fetch(new URL(path, viewer.url), { headers: bearerOf(viewer) });
    seen.push(await answer.text(), JSON.stringify([...answer.headers]));
  }
  assert(seen.some((text) => text.includes("AccessDeniedException")), "the failure is told");
  assert(!/canary|AKIA/i.test(seen.join()), "and nothing of the credentials");
  await session[Symbol.asyncDispose]();
});
