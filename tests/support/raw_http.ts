/**
 * Sends a request's head as it is written, `PORT` in it being the port, and gives the status of the
 * answer: what no HTTP client would send.
 */
export async function rawStatus(port: number, head: string): Promise<number> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(
    new TextEncoder().encode(`${head.replaceAll("PORT", `${port}`)}Connection: close\r\n\r\n`),
  );
  // The server need not end a connection whose request it has not read to its end.
  const answer = new Uint8Array(64);
  const length = await connection.read(answer) ?? 0;
  const text = new TextDecoder().decode(answer.subarray(0, length));
  return Number(/^HTTP\/1\.[01] (\d+)/.exec(text)?.[1]);
}

/** Headers that name another host than the server's own, or none that can be known. */
export const FOREIGN_HOSTS: readonly string[] = [
  "Host: evil.example",
  "Host: evil.example:PORT",
  "Host: 10.evil.example:PORT",
  "Host: 127.0.0.1.evil.example:PORT",
  "Host: localhost.:PORT",
  "Host: LOCALHOST:PORT",
  "Host: localhost",
  "Host: 127.0.0.1:1",
  "Host: 127.0.0.1:PORT.evil.example",
  "Host: user@127.0.0.1:PORT",
  "Host: 0.0.0.0:PORT",
  "Host: [::ffff:127.0.0.1]:PORT",
  "Host: 127.1:PORT",
  "Host: ",
  "Host: evil example",
  "X-Other: no host at all",
  "Host: 127.0.0.1:PORT\r\nHost: evil.example",
  "Host: evil.example\r\nHost: 127.0.0.1:PORT",
];
