import { assert, assertEquals, assertMatch } from "@std/assert";
import { getRun, withRun } from "../../mod.ts";
import { serveViewer } from "../../src/viewer.ts";
import type { LineageFacts } from "../../src/viewer/wire.ts";
import { lineageRecorder } from "../support/lineage_entities.ts";
import { awsRefusal, scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";
import { temporaryViewer } from "./temporary_viewer.ts";
import { startWalker } from "./walker.ts";

const NAMES = { experimentName: "demo", runName: "first" };

Deno.test("serveViewer answers lineage of an ARN, in both directions or on from a token, and says what is wrong", async () => {
  await using viewer = await temporaryViewer();
  const { session } = viewer;
  await withRun({ ...NAMES, session }, () => {});
  const { arn } = await getRun(NAMES, { session });
  const { link, context } = await lineageRecorder(session);
  for (let index = 0; index < 20; index++) {
    await link(arn, await context(`c${index}`, "Group"), "Produced");
  }
  const read = (query: Record<string, string>): Promise<Response> =>
    viewer.ask(`/api/lineage?${new URLSearchParams(query)}`);
  const first: LineageFacts = await (await read({ arn })).json();
  assertEquals([first.ascendants.entities.length, first.descendants.entities.length], [0, 16]);
  const token = first.descendants.nextToken ?? "";
  const rest: LineageFacts = await (await read({ arn, direction: "descendants", token })).json();
  assertEquals(rest.descendants.entities.length, 4);
  const cases: readonly (readonly [Record<string, string>, number])[] = [
    [{}, 400],
    [{ arn: "demo" }, 400],
    [{ arn, direction: "up" }, 400],
    [{ arn, depth: "10" }, 400],
    [{ arn, depth: "x" }, 400],
    [{ arn, token }, 400],
    [{ arn, direction: "ascendants", token: "x" }, 400],
  ];
  for (const [query, status] of cases) {
    const answer = await read(query);
    assertEquals(answer.status, status, JSON.stringify(query));
    assertEquals(typeof (await answer.json()).error.message, "string");
  }
});

Deno.test("the viewer shows what a run records, and why there is no more, if its lineage cannot be read", async () => {
  await using service = await temporaryService();
  const { session } = await scriptedAws(
    service,
    ({ operation }) =>
      operation === "QueryLineage" ? awsRefusal("AccessDeniedException") : undefined,
    { turns: 0 },
  );
  await withRun({ ...NAMES, session, captureEnvironment: false }, (run) => {
    run.logArtifact("config", "s3://data/config.json", { isOutput: false });
  });
  await using viewer = await serveViewer({ session });
  await using walker = await startWalker();
  await walker.enter(viewer.url);
  const { origin } = new URL(viewer.url);
  const page = await walker.open(`${origin}/?experiment=demo&run=first`);
  const section = page.locator("section[aria-labelledby=lineage]");
  await section.getByText("could not be read").waitFor();
  assertMatch(await section.textContent() ?? "", /AccessDeniedException/);
  assertEquals(await section.locator(".card .name").allTextContents(), ["config", "first"]);
  assert(await page.getByRole("heading", { name: "Lineage" }).isVisible());
  walker.expect("502 (Bad Gateway)", 1);
  assertEquals(walker.complaints, []);
  await session[Symbol.asyncDispose]();
});
