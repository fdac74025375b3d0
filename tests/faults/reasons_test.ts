/** Why a network failed, in the words of whoever knows. */
import https from "node:https";
import net from "node:net";
import { assertEquals, assertGreater, assertMatch } from "@std/assert";
import { type ScriptRuntime, startScript } from "../support/children.ts";
import { requireTool } from "../support/tools.ts";

const RUNTIMES: readonly ScriptRuntime[] = ["deno", "bun", "node"];

/** What is told, whatever the runtime. */
const REASONS: Readonly<Record<string, RegExp>> = {
  refused: /refused/i,
  unknown: /ENOTFOUND|EAI_AGAIN|Name or service not known|lookup|resolve/i,
  untrusted: /certificate.*DENO_CERT/is,
  garbage: /TLS|SSL|corrupt message|wrong version/i,
};

interface Told {
  readonly name: string;
  readonly message: string;
  readonly causes: number;
}

async function listening(server: net.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

/** A TLS server whose certificate nobody has signed but itself. */
async function untrusted(): Promise<net.Server> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-tls-" });
  const [key, cert] = [`${folder}/key.pem`, `${folder}/cert.pem`];
  const kind = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"];
  await requireTool("openssl", [...kind, ...subject, "-keyout", key, "-out", cert]);
  const files = { key: await Deno.readTextFile(key), cert: await Deno.readTextFile(cert) };
  await Deno.remove(folder, { recursive: true });
  const server = https.createServer(files, (_request, response) => void response.end("{}"));
  server.on("tlsClientError", () => {});
  return server;
}

/** A server that says the same to everybody. */
function saying(text: string): net.Server {
  return net.createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", () => socket.end(text));
  });
}

async function tell(
  runtime: ScriptRuntime,
  endpoints: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<readonly Told[]> {
  const args = [JSON.stringify(endpoints)];
  const child = await startScript(runtime, "tests/faults/reasons_child.ts", args, { env });
  const { code, stdout, stderr } = await child.output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

for (const runtime of RUNTIMES) {
  Deno.test(`in ${runtime}, the innermost reason of a network's failure is in the message, and the chain in cause`, async () => {
    const servers = [await untrusted(), saying("no TLS at all\r\n\r\n"), saying("")];
    const [trust = 0, noise = 0, closed = 0] = await Promise.all(servers.map(listening));
    await new Promise((resolve) => servers[2]?.close(resolve));
    const endpoints = {
      refused: `http://127.0.0.1:${closed}`,
      unknown: "http://no-such-host.invalid",
      untrusted: `https://127.0.0.1:${trust}`,
      garbage: `https://127.0.0.1:${noise}`,
    };
    const told = await tell(runtime, Object.values(endpoints));
    for (const [index, [what, endpoint]] of Object.entries(endpoints).entries()) {
      const { name, message, causes } = told[index] ?? { name: "", message: "", causes: 0 };
      const which = `${what} in ${runtime}: ${message}`;
      assertEquals(name, "NetworkError", which);
      assertMatch(message, REASONS[what] ?? /^$/, which);
      assertMatch(message, /\(CreateExperiment, 3 tries in [\d.]+ m?s\)$/, which);
      assertEquals(message.startsWith(`Cannot reach ${new URL(endpoint).host}: `), true, which);
      assertGreater(causes, 0, which);
    }
    for (const server of servers.slice(0, 2)) {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  Deno.test(`in ${runtime}, a proxy that refuses is reported as what it is`, async () => {
    const proxy = saying("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n");
    const port = await listening(proxy);
    const address = `http://127.0.0.1:${port}`;
    // What Node 24 needs to use a proxy at all.
    const env = { HTTPS_PROXY: address, NODE_USE_ENV_PROXY: "1" };
    const [told] = await tell(runtime, ["https://no-such-host.invalid"], env);
    assertMatch(told?.message ?? "", /proxy/i);
    assertMatch(told?.message ?? "", /Check HTTPS_PROXY/);
    await new Promise((resolve) => proxy.close(resolve));
  });
}
