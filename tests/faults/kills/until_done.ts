import { existsSync } from "node:fs";
import type { Acknowledgement } from "./acknowledgement.ts";

/** Arguments of a client in JavaScript: the server, and the file that stops it. */
export const [url = "", token = "", stopFile = ""] = process.argv.slice(-3);

/** Whether the test has enough. */
export function isStopped(): boolean {
  return existsSync(stopFile);
}

/** Tells of an acknowledgement. */
export function tell(one: Acknowledgement): void {
  console.log(JSON.stringify(one));
}

/** Tries until a request is answered. `isDone` says which refusals an earlier attempt has caused. */
export async function untilDone<T>(
  work: () => Promise<T>,
  isDone: (error: Error) => boolean = () => false,
): Promise<void> {
  for (let attempt = 1;; attempt++) {
    try {
      await work();
      return;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (attempt > 1 && isDone(error)) return;
      // An answer of the service: the request is at fault.
      const { $metadata } = error as { $metadata?: { readonly httpStatusCode?: number } };
      const status = $metadata?.httpStatusCode ?? 0;
      if (status >= 400 && status < 500) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** SHA-256 in hex. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
