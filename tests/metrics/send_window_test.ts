import { assertEquals } from "@std/assert";
import { SendWindow } from "../../src/metrics/send_window.ts";

Deno.test("SendWindow grows by one to its largest and halves down to one", () => {
  const window = new SendWindow(10);
  assertEquals(window.size, 8);
  for (let success = 0; success < 5; success++) window.grow();
  assertEquals(window.size, 10);
  window.shrink();
  assertEquals(window.size, 5);
  for (let failure = 0; failure < 9; failure++) window.shrink();
  assertEquals(window.size, 1);
});
