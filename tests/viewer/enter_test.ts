import { assertEquals, assertMatch } from "@std/assert";
import { withRun } from "../../mod.ts";
import { WRITE_HEADER } from "../../src/viewer/wire.ts";
import { startWalker } from "./walker.ts";
import { temporaryViewer } from "./temporary_viewer.ts";

Deno.test("serveViewer shows nothing to another user of the machine, on loopback too", async () => {
  await using viewer = await temporaryViewer();
  assertMatch(viewer.token ?? "", /^[0-9a-f]{64}$/);
  const { writeToken } = await (await viewer.ask("/api/session")).json();
  const body = "{}";
  const headers = { "content-type": "application/json", [WRITE_HEADER]: writeToken };
  for (
    const [path, init] of [
      ["/api/session", {}],
      ["/api/experiments", {}],
      ["/api/runs?experiment=demo", {}],
      ["/api/delete-experiment", { method: "POST", headers, body }],
      ["/api/none", {}],
    ] as const
  ) {
    const answer = await viewer.askAsStranger(path, init);
    assertEquals(answer.status, 401, path);
    assertEquals((await answer.text()).includes("demo"), false);
  }
  await using open = await temporaryViewer({ token: false });
  assertEquals(open.token, undefined);
  assertEquals((await (await open.askAsStranger("/api/experiments")).json()).length, 0);
});

Deno.test("a program that looks at the first address does not use it up, and the browser that did opens it again", async () => {
  await using viewer = await temporaryViewer();
  const path = viewer.url.slice(viewer.origin.length);
  const ask = async (method: string, headers: Record<string, string> = {}) => {
    const answer = await viewer.askAsStranger(path, { method, headers, redirect: "manual" });
    await answer.body?.cancel();
    const { status } = answer;
    return {
      status,
      place: answer.headers.get("location"),
      cookie: answer.headers.get("set-cookie"),
    };
  };
  for (let time = 0; time < 3; time++) {
    assertEquals(await ask("HEAD"), { status: 303, place: "/", cookie: null });
  }
  const wrong = await viewer.askAsStranger("/enter?code=guessed", { method: "HEAD" });
  assertEquals(wrong.status, 403);
  const { status, cookie } = await ask("GET");
  assertEquals(status, 303);
  assertMatch(cookie ?? "", /^runlog-\d+=[0-9a-f]{64};/);
  assertEquals((await ask("GET")).status, 403, "used up");
  assertEquals((await ask("HEAD")).status, 403, "used up");
  const known = { cookie: (cookie ?? "").split(";")[0] ?? "" };
  assertEquals(await ask("GET", known), { status: 303, place: "/", cookie: null });
});

Deno.test("the viewer in Chromium opens with its address, and again, and asks another browser for the token", async () => {
  await using viewer = await temporaryViewer();
  const { session } = viewer;
  await withRun({ experimentName: "secret", session }, () => {});
  await using walker = await startWalker();
  for (let time = 0; time < 2; time++) {
    const page = await walker.open(viewer.url);
    await page.getByRole("link", { name: "secret" }).waitFor();
    assertEquals(new URL(page.url()).search, "", "the code is not left in the address");
    await page.close();
  }
  await using other = await startWalker();
  const stranger = await other.open(viewer.origin);
  await stranger.getByRole("heading", { name: "Sign in with the viewer's token" }).waitFor();
  assertEquals(await stranger.getByText("secret").count(), 0);
  assertEquals(walker.complaints, []);
});
