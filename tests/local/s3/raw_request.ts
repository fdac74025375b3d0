import type { TestService } from "../test_service.ts";

/** The bucket of the tests of this folder. */
export const Bucket = "demo-bucket";

/** A response of S3 as it was received. */
export interface RawS3Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The code of an error; empty without a body. */
  readonly code: string;
}

/** Sends a request as it is, to a path such as `/bucket/key?query`. */
export async function sendRaw(
  { service }: TestService,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body?: BodyInit,
): Promise<RawS3Answer> {
  const init = body === undefined ? { method, headers } : { method, headers, body };
  const answer = await service.fetch(new Request(`http://runlog.local${path}`, init));
  const text = await answer.text();
  const [, code = ""] = /<Code>(\w+)<\/Code>/.exec(text) ?? [];
  return { status: answer.status, headers: answer.headers, text, code };
}

/** Returns how many files of objects and parts a store has. */
export async function countFiles({ folder }: TestService): Promise<number> {
  let count = 0;
  for await (const _ of Deno.readDir(`${folder}/objects`)) count++;
  return count;
}
