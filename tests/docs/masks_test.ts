import { assertEquals } from "@std/assert";
import { maskOutput } from "./masks.ts";

Deno.test("maskOutput() makes a table of a terminal equal to that of a later run in a pipe", () => {
  const shown = `run                            started               took  loss
sagemaker-run-1796031792-cefc  2026-11-30T09:43:12Z  0s    0.1
`;
  const printed =
    "run\tstarted\ttook\tloss\nsagemaker-run-1-0a\t2027-01-01T00:00:00.5Z\t1.2 s\t0.1\n";
  assertEquals(maskOutput(shown), maskOutput(printed));
});

Deno.test("maskOutput() keeps every value that a run determines", () => {
  assertEquals(maskOutput("loss  0.1\n"), "loss 0.1");
  assertEquals(maskOutput("http://127.0.0.1:8800/\n"), "http://127.0.0.1:<port>/");
});
