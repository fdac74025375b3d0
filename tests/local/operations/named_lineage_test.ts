import { assertEquals } from "@std/assert";
import { assertRefused, type TestService, testService, tickingClock } from "../test_service.ts";

/** Actions and contexts, which have names and differ in few members. */
const FAMILIES = [
  { word: "Action", own: { Status: "InProgress", MetadataProperties: { CommitId: "c" } } },
  { word: "Context", own: {} },
] as const;

type Members = Readonly<Record<string, unknown>>;

/** Calls an operation of a family, which must succeed. */
async function doneBy(
  word: string,
  aws: TestService,
  verb: string,
  input: Members,
): Promise<Members> {
  const plural = verb === "List" ? "s" : "";
  const { status, body } = await aws.call(`${verb}${word}${plural}`, input);
  assertEquals(status, 200, JSON.stringify(body));
  return body;
}

/** Calls an operation of a family, which must be refused with a code. Returns the message. */
async function refusedBy(
  word: string,
  aws: TestService,
  verb: string,
  input: Members,
  code: string,
): Promise<string> {
  const { body } = await aws.call(`${verb}${word}`, input);
  assertEquals(body["__type"], code, JSON.stringify(body));
  return String(body["message"]);
}

for (const { word, own } of FAMILIES) {
  const [nameMember, arnMember, typeMember] = [`${word}Name`, `${word}Arn`, `${word}Type`];
  const arnOf = (name: string): string =>
    `arn:aws:sagemaker:local:000000000000:${word.toLowerCase()}/${name}`;
  const source = { SourceUri: "s3://b/k", SourceType: "t", SourceId: "i" };
  const done = (aws: TestService, verb: string, input: Members): Promise<Members> =>
    doneBy(word, aws, verb, input);
  const refused = (aws: TestService, verb: string, input: Members, code: string): Promise<string> =>
    refusedBy(word, aws, verb, input, code);

  Deno.test(`${word}: every member comes back, by the name in any case and by the ARN`, async () => {
    await using aws = await testService({ now: () => 1_700_000_000_000 });
    const members = {
      [nameMember]: "Demo-1",
      Source: source,
      [typeMember]: "Endpoint",
      Description: "d",
      Properties: { "__proto__x": "1", k: "" },
      ...own,
    };
    const Tags = [{ Key: "k", Value: "v" }];
    assertEquals(await done(aws, "Create", { ...members, Tags }), { [arnMember]: arnOf("demo-1") });
    const times = { CreationTime: 1_700_000_000, LastModifiedTime: 1_700_000_000 };
    const expected = { ...members, [arnMember]: arnOf("demo-1"), ...times };
    for (const name of ["Demo-1", "DEMO-1", arnOf("demo-1"), arnOf("Demo-1")]) {
      assertEquals(await done(aws, "Describe", { [nameMember]: name }), expected);
    }
    const { body } = await aws.call("ListTags", { ResourceArn: arnOf("demo-1") });
    assertEquals(body["Tags"], Tags);
    const { Description: _, Properties: __, MetadataProperties: ___, ...summary } =
      expected as Members;
    assertEquals(await done(aws, "List", {}), { [`${word}Summaries`]: [summary] });
  });

  Deno.test(`${word}: a name is given once, in any case, and must be there to be read, changed or deleted`, async () => {
    await using aws = await testService();
    const members = { Source: source, [typeMember]: "t" };
    await done(aws, "Create", { ...members, [nameMember]: "one" });
    const again = { ...members, [nameMember]: "ONE" };
    assertEquals(
      await refused(aws, "Create", again, "ValidationException"),
      `${word} with name (ONE) already exists.`,
    );
    for (const verb of ["Describe", "Update", "Delete"]) {
      await refused(aws, verb, { [nameMember]: "none" }, "ResourceNotFound");
    }
    const elsewhere = arnOf("one").replace(":local:", ":eu-west-1:");
    await refused(aws, "Describe", { [nameMember]: elsewhere }, "ResourceNotFound");
    assertEquals(await done(aws, "Delete", { [nameMember]: "One" }), { [arnMember]: arnOf("one") });
    await refused(aws, "Describe", { [nameMember]: "one" }, "ResourceNotFound");
  });

  Deno.test(`${word}: an update replaces what it names, all properties at once, and removes after that`, async () => {
    await using aws = await testService({ now: tickingClock() });
    await done(aws, "Create", {
      [nameMember]: "one",
      Source: source,
      [typeMember]: "t",
      Description: "before",
      Properties: { a: "1", b: "2", c: "3" },
    });
    const update = async (input: Members): Promise<Members> => {
      const answer = await done(aws, "Update", { [nameMember]: "ONE", ...input });
      assertEquals(answer, { [arnMember]: arnOf("one") });
      return await done(aws, "Describe", { [nameMember]: "one" });
    };
    const first = await update({ PropertiesToRemove: ["a", "none"] });
    assertEquals(first["Properties"], { b: "2", c: "3" });
    assertEquals(first["Description"], "before");
    assertEquals(Number(first["LastModifiedTime"]) > Number(first["CreationTime"]), true);
    const second = await update({
      Properties: { d: "4", e: "5" },
      PropertiesToRemove: ["e"],
      Description: "after",
      ...(word === "Action" ? { Status: "Completed" } : {}),
    });
    assertEquals(second["Properties"], { d: "4" });
    assertEquals(second["Description"], "after");
    assertEquals(second["Status"], word === "Action" ? "Completed" : undefined);
    assertEquals((await update({ Properties: {} }))["Properties"], {});
    assertEquals((await update({}))[nameMember], "one");
  });

  Deno.test(`${word}: a list is filtered by source, type and inclusive times, sorted and paged`, async () => {
    let now = 0;
    await using aws = await testService({ now: () => now });
    for (const [index, name] of ["B", "a", "c", "D"].entries()) {
      now = 1_700_000_000_000 + index * 1_000;
      await done(aws, "Create", {
        [nameMember]: name,
        Source: { SourceUri: `s3://b/${index % 2}` },
        [typeMember]: index < 2 ? "first" : "last",
      });
    }
    const names = async (query: Members): Promise<unknown[]> => {
      const found: unknown[] = [];
      let NextToken: unknown;
      do {
        const page = await done(aws, "List", { MaxResults: 1, ...query, NextToken });
        // As the answer's shape has it.
        found.push(...(page[`${word}Summaries`] as Members[]).map((one) => one[nameMember]));
        NextToken = page["NextToken"];
      } while (NextToken !== undefined);
      return found;
    };
    assertEquals(await names({}), ["D", "c", "a", "B"]);
    assertEquals(await names({ SortBy: "Name", SortOrder: "Ascending" }), ["a", "B", "c", "D"]);
    assertEquals(await names({ SourceUri: "s3://b/1" }), ["D", "a"]);
    assertEquals(await names({ [typeMember]: "last", MaxResults: 2 }), ["D", "c"]);
    assertEquals(await names({ SourceUri: "s3://b/1", [typeMember]: "first" }), ["a"]);
    const times = { CreatedAfter: 1_700_000_001, CreatedBefore: 1_700_000_002 };
    assertEquals(await names(times), ["c", "a"]);
  });

  Deno.test(`${word}: deleting waits for associations of either end`, async () => {
    await using aws = await testService();
    for (const name of ["one", "two"]) {
      await done(aws, "Create", { [nameMember]: name, Source: source, [typeMember]: "t" });
    }
    const ends = { SourceArn: arnOf("one"), DestinationArn: arnOf("two") };
    await aws.sagemaker.addAssociation(ends);
    const { AssociationSummaries: [listed] = [] } = await aws.sagemaker.listAssociations(ends);
    assertEquals([listed?.SourceType, listed?.SourceName, listed?.DestinationName], [
      "t",
      "one",
      "two",
    ]);
    for (const name of ["one", "two"]) {
      const message = await refused(aws, "Delete", { [nameMember]: name }, "ValidationException");
      assertEquals(message, `${word} ${arnOf(name)} has associations and cannot be deleted.`);
    }
    await aws.sagemaker.deleteAssociation(ends);
    for (const name of ["one", "two"]) await done(aws, "Delete", { [nameMember]: name });
  });

  Deno.test(`${word}: what AWS's model refuses is refused`, async () => {
    await using aws = await testService();
    const members = { [nameMember]: "one", Source: source, [typeMember]: "t" };
    const long = Object.fromEntries(Array.from({ length: 31 }, (_, index) => [`${index}`, "v"]));
    for (
      const change of [
        { [nameMember]: "-one" },
        { [nameMember]: "x".repeat(121) },
        { Source: undefined },
        { Source: {} },
        { Source: { SourceUri: "" } },
        { [typeMember]: "x".repeat(257) },
        { [typeMember]: undefined },
        { Description: "x".repeat(3_073) },
        { Description: "two\nlines" },
        { Properties: long },
        { Properties: { k: "x".repeat(2_501) } },
        { Tags: [{ Key: "", Value: "" }] },
        ...(word === "Action" ? [{ Status: "Done" }, { ActionName: "a_b" }] : []),
      ]
    ) {
      await refused(aws, "Create", { ...members, ...change }, "ValidationException");
    }
    await refused(aws, "Create", { ...members, Properties: { k: 1 } }, "SerializationException");
    // Names of contexts alone may have underscores.
    if (word === "Context") await done(aws, "Create", { ...members, ContextName: "a_b" });
    const { [`${word}Summaries`]: made } = await done(aws, "List", {});
    assertEquals((made as Members[]).length, word === "Context" ? 1 : 0);
  });
}

Deno.test("Actions and contexts are held to the account's quotas", async () => {
  await using aws = await testService({ quotas: { actions: 1, contexts: 1 } });
  const Source = { SourceUri: "u" };
  const action = (ActionName: string): Promise<unknown> =>
    aws.sagemaker.createAction({ ActionName, ActionType: "t", Source });
  const context = (ContextName: string): Promise<unknown> =>
    aws.sagemaker.createContext({ ContextName, ContextType: "t", Source });
  await action("one");
  await context("one");
  await assertRefused(() => action("two"), "ResourceLimitExceeded", /lineage actions' is 1/);
  await assertRefused(() => context("two"), "ResourceLimitExceeded", /lineage contexts' is 1/);
});
