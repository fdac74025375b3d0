import { assertEquals, assertMatch } from "@std/assert";
import { linesOf, startScript } from "../support/children.ts";
import { patienceOf } from "../support/pace.ts";

const NEVER = 3_600_000;
/** More than connections buffer. */
const SIZE = 32 * 1024 * 1024;

for (const runtime of ["deno", "bun", "node"] as const) {
  Deno.test(`in ${runtime}, a client that sends a whole body first reads the answer that did not wait for it`, async () => {
    // After this, the server closes the connection of a client that is still sending.
    const limits = { head: patienceOf(4_000), pause: NEVER, request: NEVER, idle: NEVER };
    const child = await startScript(runtime, "tests/server/limits_child.ts", [
      JSON.stringify(limits),
    ]);
    const said = new Response(child.stderr).text();
    const lines = linesOf(child)[Symbol.asyncIterator]();
    const port = Number((await lines.next()).value);
    const answers: string[] = [];
    using connection = await Deno.connect({ hostname: "127.0.0.1", port });
    // The second shows that the connection goes on.
    for (let turn = 0; turn < 2; turn++) answers.push(await ask(connection).catch(String));
    child.kill("SIGKILL");
    await child.status;
    await lines.return?.();
    for (const answer of answers) assertMatch(answer, /^HTTP\/1\.1 403 /);
    assertEquals(await said, "");
  });
}

async function ask(connection: Deno.Conn): Promise<string> {
  const head = `POST /unread HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${SIZE}\r\n\r\n`;
  for (const part of [new TextEncoder().encode(head), new Uint8Array(SIZE)]) {
    for (let at = 0; at < part.length;) at += await connection.write(part.subarray(at));
  }
  let answer = "";
  const bytes = new Uint8Array(4_096);
  while (!answer.endsWith("no") && !answer.endsWith("0\r\n\r\n")) {
    const length = await connection.read(bytes);
    if (length === null) break;
    answer += new TextDecoder().decode(bytes.subarray(0, length));
  }
  return answer;
}
