import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { DENO_FLAGS, type Machine, makeMachine } from "../support/machine.ts";
import { startMoto } from "../support/moto.ts";

const CHILD = new URL("credentials_child.ts", import.meta.url);
/** A machine whose SageMaker is a service here, and whose child lists what is in it. */
async function makeListing(): Promise<
  Machine & { list(env?: Record<string, string>, flags?: readonly string[]): Promise<string> }
> {
  const machine = await makeMachine();
  return {
    ...machine,
    list: (env, flags) =>
      machine.run(CHILD, { AWS_ENDPOINT_URL_SAGEMAKER: machine.endpoint, ...env }, flags),
  };
}

const SSO_CONFIG = `
[profile research]
region = eu-west-1
sso_session = company
sso_account_id = 123456789012
sso_role_name = Researcher

[sso-session company]
sso_region = eu-west-1
sso_start_url = https://company.awsapps.com/start
`;

function ssoToken(expiresAt: string): string {
  return JSON.stringify({ accessToken: "token", expiresAt, region: "eu-west-1" });
}

function ssoCache(session: string): string {
  return `.aws/sso/cache/${createHash("sha1").update(session).digest("hex")}.json`;
}

Deno.test("an expired SSO token is said with the profile's name and the command that renews it", async () => {
  await using machine = await makeListing();
  await machine.write(".aws/config", SSO_CONFIG);
  await machine.write(ssoCache("company"), ssoToken("2020-01-01T00:00:00Z"));
  const said = await machine.list({ AWS_PROFILE: "research" });
  assertMatch(
    said,
    /^SessionError: Cannot sign AWS requests: the login of profile "research" has expired or is missing: /,
  );
  assertMatch(said, /Run `aws sso login --profile research`$/);
});

Deno.test("a login that never was, and one of the older form, are said like an expired one", async () => {
  await using machine = await makeListing();
  await machine.write(".aws/config", SSO_CONFIG);
  assertMatch(
    await machine.list({ AWS_PROFILE: "research" }),
    /^SessionError: .*profile "research".*Run `aws sso login --profile research`$/,
  );
  await machine.write(
    ".aws/config",
    "[default]\nregion = eu-west-1\nsso_start_url = https://x.awsapps.com/start\n" +
      "sso_region = eu-west-1\nsso_account_id = 123456789012\nsso_role_name = R\n",
  );
  assertMatch(
    await machine.list(),
    /^SessionError: .*the login of profile "default".*Run `aws sso login`$/,
  );
});

Deno.test("a misspelt AWS_PROFILE is named, with the profiles that there are, with a region and without", async () => {
  await using machine = await makeListing();
  await machine.write(".aws/config", SSO_CONFIG);
  await machine.write(
    ".aws/credentials",
    "[work]\naws_access_key_id = A\naws_secret_access_key = B\n",
  );
  for (const variable of ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"]) {
    for (const region of [{}, { AWS_REGION: "eu-west-1" }]) {
      const said = await machine.list({ [variable]: "reserch", ...region });
      assertMatch(said, /^SessionError: Cannot open AWS session: /);
      assertStringIncludes(said, `${variable} names profile "reserch", which is not in `);
      assertMatch(said, /Existing profiles: "research", "work"$/);
    }
  }
  assertEquals(machine.accessKeys, []);
});

Deno.test("a profile without a region is an error that names it, and no local store", async () => {
  await using machine = await makeListing();
  await machine.write(
    ".aws/credentials",
    "[work]\naws_access_key_id = A\naws_secret_access_key = B\n",
  );
  for (const env of [{ AWS_PROFILE: "work" }, { RUNLOG_SESSION: "aws" }]) {
    const said = await machine.list(env);
    assertMatch(
      said,
      /^SessionError: Cannot open AWS session: no region is configured\. Profile "/,
    );
    const name = env.AWS_PROFILE ?? "default";
    assertStringIncludes(said, `Profile "${name}" in ${machine.home}/.aws/config`);
    assertMatch(
      said,
      /Set AWS_REGION, run `aws configure set region eu-west-1.*`, or pass the option/,
    );
  }
});

Deno.test("a region that cannot be one is said, with the character that does not belong", async () => {
  await using machine = await makeListing();
  const said = await machine.list({ AWS_REGION: "eu-west-1\r" });
  assertMatch(said, /the region must be a name such as eu-west-1, got "eu-west-1\\r"$/);
});

Deno.test("a key with a carriage return at its end is said, without the key", async () => {
  await using machine = await makeListing();
  const [id, secret] = ["AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI"];
  const keys = { AWS_ACCESS_KEY_ID: `${id}\r`, AWS_SECRET_ACCESS_KEY: secret };
  const said = await machine.list({ AWS_REGION: "eu-west-1", ...keys });
  assertEquals(
    said,
    "SessionError: Cannot sign AWS requests: accessKeyId has a carriage return at position 21 of " +
      "21. Set it again without that character",
  );
});

Deno.test("no credentials at all are said with every place that was tried", async () => {
  await using machine = await makeListing();
  const said = await machine.list({ AWS_REGION: "eu-west-1" });
  assertMatch(said, /^SessionError: Cannot sign AWS requests: no credentials were found in /);
  for (
    const tried of ["AWS_ACCESS_KEY_ID", 'profile "default"', "AWS_WEB_IDENTITY_TOKEN_FILE", "role"]
  ) {
    assertStringIncludes(said, tried);
  }
});

Deno.test("AWS_DEFAULT_PROFILE chooses region and keys as in Python", async () => {
  await using machine = await makeListing();
  await machine.write(".aws/config", "[profile other]\nregion = eu-west-3\n");
  await machine.write(
    ".aws/credentials",
    "[default]\naws_access_key_id = DEFAULT\naws_secret_access_key = B\n" +
      "[other]\naws_access_key_id = OTHER\naws_secret_access_key = B\n",
  );
  assertMatch(await machine.list({ AWS_DEFAULT_PROFILE: "other" }), /^listed 0 at /);
  assertEquals(machine.accessKeys, ["OTHER"]);
});

Deno.test("keys of credential_process sign in Deno with README's flags", async () => {
  await using machine = await makeListing();
  const keys = { Version: 1, AccessKeyId: "FROMPROCESS", SecretAccessKey: "secret" };
  await machine.write("keys.json", JSON.stringify(keys));
  await machine.write(
    ".aws/config",
    `[default]\nregion = eu-west-1\ncredential_process = cat ${machine.home}/keys.json\n`,
  );
  assertMatch(await machine.list({}, [...DENO_FLAGS, "--allow-run"]), /^listed 0 at /);
  assertEquals(machine.accessKeys, ["FROMPROCESS"]);
  await machine.write(
    ".aws/config",
    "[default]\nregion = eu-west-1\ncredential_process = sh -c 'echo vault is sealed >&2; exit 3'\n",
  );
  assertMatch(
    await machine.list({}, [...DENO_FLAGS, "--allow-run"]),
    /^SessionError: .*vault is sealed/s,
  );
});

Deno.test("keys of a container's endpoint sign in Deno with README's flags", async () => {
  await using machine = await makeListing();
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) =>
      Response.json(
        request.headers.get("authorization") === "container-token"
          ? {
            AccessKeyId: "FROMCONTAINER",
            SecretAccessKey: "secret",
            Token: "token",
            Expiration: "2099-01-01T00:00:00Z",
          }
          : { Message: "denied" },
      ),
  );
  const said = await machine.list({
    AWS_REGION: "eu-west-1",
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${server.addr.port}/keys`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: "container-token",
  });
  assertMatch(said, /^listed 0 at /);
  assertEquals(machine.accessKeys, ["FROMCONTAINER"]);
});

Deno.test("keys of a web identity, from the STS of others, sign in Deno with README's flags", async () => {
  await using machine = await makeListing();
  await using moto = await startMoto();
  await machine.write("token", "header.payload.signature");
  const said = await machine.list({
    AWS_REGION: "eu-west-1",
    AWS_ENDPOINT_URL_STS: moto.url,
    AWS_WEB_IDENTITY_TOKEN_FILE: `${machine.home}/token`,
    AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/researcher",
  });
  assertMatch(said, /^listed 0 at /);
  assertMatch(machine.accessKeys[0] ?? "", /^ASIA/);
});

Deno.test("a role of a profile, from the STS of others, signs in Deno with README's flags", async () => {
  await using machine = await makeListing();
  await using moto = await startMoto();
  await machine.write(
    ".aws/config",
    "[profile base]\naws_access_key_id = A\naws_secret_access_key = B\n" +
      "[profile role]\nregion = eu-west-1\nsource_profile = base\n" +
      "role_arn = arn:aws:iam::123456789012:role/researcher\n",
  );
  const said = await machine.list({ AWS_PROFILE: "role", AWS_ENDPOINT_URL_STS: moto.url });
  assertMatch(said, /^listed 0 at /);
  assertMatch(machine.accessKeys[0] ?? "", /^ASIA/);
});

Deno.test("keys in variables sign in Deno in a process without HOME, with the flag that README names", async () => {
  await using machine = await makeListing();
  const env = {
    HOME: "",
    AWS_REGION: "local",
    AWS_ACCESS_KEY_ID: "FROMVARIABLES",
    AWS_SECRET_ACCESS_KEY: "secret",
  };
  assertMatch(await machine.list(env, [...DENO_FLAGS, "--allow-sys"]), /^listed 0 at /);
  assertEquals(machine.accessKeys, ["FROMVARIABLES"]);
  assertMatch(await machine.list(env), /--allow-sys/);
});
