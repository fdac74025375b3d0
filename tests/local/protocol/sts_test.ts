import { assertEquals, assertMatch } from "@std/assert";
import { testService } from "../test_service.ts";

Deno.test("GetCallerIdentity tells the account, and any other action is refused", async () => {
  await using aws = await testService({ accountId: "123456789012" });
  const post = async (body: string): Promise<readonly [number, string]> => {
    const answer = await aws.service.fetch(
      new Request("http://runlog.local/", {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
        body,
      }),
    );
    return [answer.status, await answer.text()];
  };
  const [status, text] = await post("Action=GetCallerIdentity&Version=2011-06-15");
  assertEquals(status, 200);
  assertMatch(
    text,
    /<GetCallerIdentityResponse xmlns="https:\/\/sts.amazonaws.com\/doc\/2011-06-15\/">/,
  );
  assertMatch(text, /<Account>123456789012<\/Account>/);
  const [refused, reason] = await post("Action=AssumeRole&Version=2011-06-15");
  assertEquals(refused, 400);
  assertMatch(reason, /<Code>InvalidAction<\/Code>/);
});
