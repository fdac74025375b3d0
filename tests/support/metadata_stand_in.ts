/** Answers as EC2's instance metadata service does, and notes what it was asked. */
const [hostname = "127.0.0.1", port = "0", log = ""] = Deno.args;

const ANSWERS: Readonly<Record<string, string>> = {
  "/latest/api/token": "token",
  "/latest/meta-data/placement/region": "us-gov-west-1",
  "/latest/meta-data/iam/security-credentials/": "role",
  "/latest/meta-data/iam/security-credentials/role": JSON.stringify({
    Code: "Success",
    AccessKeyId: "ASIAINSTANCE",
    SecretAccessKey: "secret",
    Token: "token",
    Expiration: "2099-01-01T00:00:00Z",
  }),
};

Deno.serve({
  hostname,
  port: Number(port),
  onListen: () => Deno.writeTextFileSync(log, "listening\n", { append: true }),
}, (request) => {
  const { pathname } = new URL(request.url);
  Deno.writeTextFileSync(log, `${request.method} ${pathname}\n`, { append: true });
  const answer = ANSWERS[pathname];
  return new Response(answer ?? "", { status: answer === undefined ? 404 : 200 });
});
