import { assert, assertEquals } from "@std/assert";
import { stateOf, thisProcess } from "../src/processes.ts";

const own = thisProcess();

async function sleeper(): Promise<Deno.ChildProcess> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "console.log('up'); setTimeout(() => {}, 60_000)"],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  await reader.cancel();
  return child;
}

Deno.test("this process runs, and its mark names it", () => {
  assertEquals(own.processId, Deno.pid);
  assertEquals(own.isWorker, false);
  assertEquals(stateOf(own), "same");
});

Deno.test("a process is found running, and gone once it was killed", async () => {
  const child = await sleeper();
  const mark = { ...own, processId: child.pid, processStart: undefined };
  assertEquals(stateOf(mark), "some");
  child.kill("SIGKILL");
  await child.status;
  assertEquals(stateOf(mark), "gone");
});

Deno.test("a killed process that its parent has not waited for is gone", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  // The shell neither ends nor waits for its child.
  const script = "sleep 60 & echo $!; kill -KILL $!; exec sleep 60";
  const parent = new Deno.Command("sh", { args: ["-c", script], stdout: "piped" }).spawn();
  const reader = parent.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const processId = Number((await reader.read()).value);
  const mark = { ...own, processId, processStart: undefined };
  while (stateOf(mark) !== "gone") await new Promise((resolve) => setTimeout(resolve, 5));
  assert((await Deno.readTextFile(`/proc/${processId}/stat`)).includes(" Z "));
  parent.kill("SIGKILL");
  await reader.cancel();
  await parent.status;
});

Deno.test("another process with an earlier one's ID is not the earlier one", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  const child = await sleeper();
  assertEquals(stateOf({ ...own, processId: child.pid, processStart: "1" }), "gone");
  child.kill("SIGKILL");
  await child.status;
});

Deno.test("nothing is known of a process on another machine, or without an ID", () => {
  assertEquals(stateOf({ ...own, host: "elsewhere" }), "unknown");
  assertEquals(stateOf({ ...own, host: undefined }), "unknown");
  assertEquals(stateOf({ ...own, processId: undefined }), "unknown");
});

Deno.test("without permissions nothing is known, and nothing is asked for", async () => {
  const script = `
    import { stateOf, thisProcess } from ${
    JSON.stringify(import.meta.resolve("../src/processes.ts"))
  };
    const own = thisProcess();
    console.log(own.host, stateOf(own), stateOf({ ...own, host: "h" }));
  `;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", `data:text/javascript,${encodeURIComponent(script)}`],
  }).output();
  assertEquals(new TextDecoder().decode(stdout).trim(), "undefined unknown unknown");
});
