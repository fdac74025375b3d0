import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createServer, request as forward } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { bundleForProcess } from "../support/bundle.ts";
import { temporaryService } from "../support/services.ts";
import { bunPath, nodePath, requireTool, runTool } from "../support/tools.ts";

const ENTRY = "tests/connect/credentials_child.ts";
const KEYS = { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "secret", AWS_REGION: "local" };

/** The commands that run a bundled script in each runtime. */
async function commands(script: string): Promise<Record<string, readonly string[]>> {
  return {
    deno: [Deno.execPath(), "run", "-A", "--no-config", script],
    bun: [await bunPath(), "run", script],
    node: [await nodePath(), script],
  };
}

/** Runs a command with these variables and no others of AWS's. */
async function run(
  [command = "", ...args]: readonly string[],
  home: string,
  env: Record<string, string>,
): Promise<string> {
  const { PATH = "" } = Deno.env.toObject();
  const clean = { PATH, HOME: home, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1", ...KEYS, ...env };
  return (await runTool(command, args, { clearEnv: true, env: clean, cwd: home })).output.trim();
}

/** A company's authority, and a certificate of it for 127.0.0.1, made anew. */
async function makeCertificate(folder: string): Promise<{ key: string; cert: string }> {
  const openssl = (line: string): Promise<string> =>
    requireTool("openssl", line.split(" "), { cwd: folder });
  await Deno.writeTextFile(`${folder}/leaf.ext`, "subjectAltName=IP:127.0.0.1\n");
  const fresh = "-newkey rsa:2048 -nodes";
  await openssl(`req -x509 ${fresh} -days 2 -subj /CN=authority -keyout ca.key -out ca.pem`);
  await openssl(`req ${fresh} -subj /CN=company -keyout key.pem -out leaf.csr`);
  const signing = "-CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile leaf.ext";
  await openssl(`x509 -req -in leaf.csr ${signing} -out leaf.pem`);
  const read = (name: string): Promise<string> => Deno.readTextFile(`${folder}/${name}`);
  return { key: await read("key.pem"), cert: await read("leaf.pem") };
}

/** A proxy on this machine that sends everything to one service, and notes for whom it was meant. */
async function startProxy(
  service: { fetch(request: Request): Promise<Response> },
): Promise<AsyncDisposable & { readonly url: string; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const listen = { hostname: "127.0.0.1", port: 0, onListen() {} };
  const inner = Deno.serve(listen, (request) => service.fetch(request));
  const proxy = createServer((request, response) => {
    asked.push(new URL(request.url ?? "").host);
    const { port } = inner.addr;
    const { method, headers } = request;
    const { pathname } = new URL(request.url ?? "");
    const onward = forward({ port, path: pathname, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  proxy.on("connect", (request, socket) => {
    asked.push(request.url?.replace(/:80$/, "") ?? "");
    const onward = connect(inner.addr.port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [socket, onward]) end.on("error", () => {});
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  // A server on a port of TCP has an address with one.
  const { port } = proxy.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async [Symbol.asyncDispose]() {
      proxy.closeAllConnections();
      proxy.close();
      await inner.shutdown();
    },
  };
}

Deno.test("AWS_CA_BUNDLE is trusted in Deno and Bun; Node says which variable to set", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-ca-" });
  const certificate = await makeCertificate(folder);
  await using service = await temporaryService();
  const listen = { hostname: "127.0.0.1", port: 0, onListen() {}, ...certificate };
  await using server = Deno.serve(listen, (request) => service.fetch(request));
  const ca = `${folder}/ca.pem`;
  const env = { AWS_ENDPOINT_URL: `https://127.0.0.1:${server.addr.port}` };
  for (
    const [runtime, command] of Object.entries(
      await commands(await bundleForProcess(ENTRY, folder)),
    )
  ) {
    const trusting = await run(command, folder, { ...env, AWS_CA_BUNDLE: ca });
    if (runtime === "node") {
      assertStringIncludes(trusting, `Node ignores AWS_CA_BUNDLE. Set NODE_EXTRA_CA_CERTS=${ca}`);
      const told = await run(command, folder, {
        ...env,
        AWS_CA_BUNDLE: ca,
        NODE_EXTRA_CA_CERTS: ca,
      });
      assertMatch(told, /^listed 0 at /);
    } else {
      assertMatch(trusting, /^listed 0 at /, runtime);
      const missing = await run(command, folder, { ...env, AWS_CA_BUNDLE: `${folder}/none.pem` });
      assertMatch(
        missing,
        /^SessionError: .*AWS_CA_BUNDLE names .*none\.pem, which cannot be read$/,
      );
    }
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("requests go through the proxy of the environment; Node says what turns it on", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-proxy-" });
  await using service = await temporaryService();
  await using proxy = await startProxy(service);
  const env = {
    AWS_ENDPOINT_URL: "http://sagemaker.test",
    HTTP_PROXY: proxy.url,
    http_proxy: proxy.url,
    HTTPS_PROXY: proxy.url,
  };
  for (
    const [runtime, command] of Object.entries(
      await commands(await bundleForProcess(ENTRY, folder)),
    )
  ) {
    if (runtime === "node") {
      const ignored = await run(command, folder, { ...env, AWS_MAX_ATTEMPTS: "1" });
      assertStringIncludes(ignored, "Node ignores HTTPS_PROXY. Set NODE_USE_ENV_PROXY=1");
      Object.assign(env, { NODE_USE_ENV_PROXY: "1" });
    }
    assertMatch(await run(command, folder, env), /^listed 0 at /, runtime);
  }
  assertEquals(proxy.asked, ["sagemaker.test", "sagemaker.test", "sagemaker.test"]);
  await Deno.remove(folder, { recursive: true });
});
