import { assert, assertEquals, assertRejects } from "@std/assert";
import { sendApart } from "../../src/session/send_apart.ts";
import fc from "../support/fast_check.ts";

Deno.test("only refused entries are left out, with two requests each and power of two", async () => {
  const cases = fc.integer({ min: 1, max: 300 }).chain((count) =>
    fc.tuple(fc.constant(count), fc.uniqueArray(fc.nat(count - 1), { maxLength: 12 }))
  );
  await fc.assert(fc.asyncProperty(cases, async ([count, bad]) => {
    const [sent, refused]: [number[], number[]] = [[], []];
    let requests = 0;
    await sendApart(Array.from({ length: count }, (_, index) => index), {
      send(entries) {
        requests++;
        if (!entries.some((entry) => bad.includes(entry))) return Promise.resolve();
        return Promise.reject(new Error("refused"));
      },
      isRefusal: () => true,
      onSent: (entries) => sent.push(...entries),
      onRefused: (entry) => refused.push(entry),
    });
    assertEquals(refused, bad.toSorted((a, b) => a - b));
    assertEquals(sent.length, count - bad.length);
    assert(requests <= 1 + 2 * bad.length * Math.ceil(Math.log2(count)), `${requests} requests`);
  }));
});

Deno.test("an error that is no refusal ends the sending", async () => {
  const sender = {
    send: () => Promise.reject(new Error("down")),
    isRefusal: () => false,
    onRefused: () => {},
  };
  await assertRejects(() => sendApart([1, 2], sender), Error, "down");
});
