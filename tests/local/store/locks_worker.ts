/** Opens a store in a thread of its own, and closes it. */
import { localSession } from "../../../src/local.ts";

const thread = globalThis as unknown as {
  onmessage: (event: { readonly data: string }) => void;
  postMessage(message: string): void;
};

thread.onmessage = async ({ data: path }) => {
  const session = await localSession({ path });
  await session[Symbol.asyncDispose]();
  thread.postMessage("closed");
};
