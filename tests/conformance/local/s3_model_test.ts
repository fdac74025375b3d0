/**
 * Botocore's model of S3, member by member: what the local S3 does not do, it refuses by name.
 */
import { assert, assertEquals } from "@std/assert";
import { S3_OPERATIONS } from "../../../src/local/s3/operations.ts";
import { type ModelOperation, readS3Model } from "../../support/s3_model.ts";
import { type TestService, testService } from "../../local/test_service.ts";
import { MEMBERS, MEMBERS_BESIDE, SAME_REQUEST, type Verdict, XML_MEMBERS } from "./s3_members.ts";

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
const BUCKET = "demo-bucket";
const XML = { complete: "CompleteMultipartUpload", delete: "Delete", tagging: "Tagging" } as const;

interface Sent {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** Parts of a request, in the notation of the model. */
type Parts = Readonly<Record<string, string>>;

async function send(
  { service }: TestService,
  method: string,
  path: string,
  parts: Parts = {},
  body?: string,
): Promise<Sent> {
  const url = new URL(path, "http://runlog.local");
  const headers = new Headers();
  for (const [wire, value] of Object.entries(parts)) {
    if (wire.startsWith("?")) url.searchParams.set(wire.slice(1), value);
    else headers.set(wire.replace("*", "x"), value);
  }
  const init = body === undefined ? { method, headers } : { method, headers, body };
  const answer = await service.fetch(new Request(url, init));
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

const idIn = ({ text }: Sent): string => /<UploadId>([^<]*)/.exec(text)?.[1] ?? "";

function partsXml(etag: string | null): string {
  const part = `<Part><PartNumber>1</PartNumber><ETag>${etag}</ETag></Part>`;
  return `<${XML.complete}>${part}</${XML.complete}>`;
}

/** Puts the bucket into the state in which each request finds it. Returns the ID of an upload. */
async function prepare(aws: TestService): Promise<{ readonly id: string; readonly etag: string }> {
  const k = `/${BUCKET}/k`;
  await send(aws, "PUT", `/${BUCKET}`);
  const open = await send(aws, "GET", `/${BUCKET}?uploads`);
  for (const [, id = ""] of open.text.matchAll(/<UploadId>([^<]*)/g)) {
    for (const key of ["k", "dir/u"]) await send(aws, "DELETE", `/${BUCKET}/${key}?uploadId=${id}`);
  }
  const whole = { "x-amz-checksum-algorithm": "CRC32", "x-amz-checksum-type": "FULL_OBJECT" };
  const description = { "x-amz-meta-from": "here", "x-amz-tagging": "from=here" };
  const first = idIn(await send(aws, "POST", `${k}?uploads`, { ...whole, ...description }));
  const at = `${k}?uploadId=${first}`;
  const part = await send(aws, "PUT", `${at}&partNumber=1`, {}, "abcdef");
  await send(aws, "POST", at, {}, partsXml(part.headers.get("etag")));
  await send(aws, "PUT", `/${BUCKET}/dir/x`, {}, "other");
  await send(aws, "POST", `/${BUCKET}/dir/u?uploads`);
  const id = idIn(await send(aws, "POST", `${k}?uploads`));
  const { headers } = await send(aws, "PUT", `${k}?uploadId=${id}&partNumber=1`, {}, "abc");
  return { id, etag: headers.get("etag") ?? "" };
}

/** Required members and the body of an operation's request. */
function requestOf(
  { name }: ModelOperation,
  { id, etag }: { readonly id: string; readonly etag: string },
): { readonly parts: Parts; readonly body?: string } {
  const source = { "x-amz-copy-source": `${BUCKET}/k` };
  switch (name) {
    case "PutObject":
      return { parts: {}, body: "new" };
    case "CopyObject":
      return { parts: source };
    case "UploadPart":
      return { parts: { "?uploadId": id, "?partNumber": "1" }, body: "part" };
    case "UploadPartCopy":
      return { parts: { "?uploadId": id, "?partNumber": "1", ...source } };
    case "CompleteMultipartUpload":
      return { parts: { "?uploadId": id }, body: partsXml(etag) };
    case "AbortMultipartUpload":
    case "ListParts":
      return { parts: { "?uploadId": id } };
    case "DeleteObjects":
      return { parts: {}, body: `<${XML.delete}><Object><Key>k</Key></Object></${XML.delete}>` };
    case "PutObjectTagging":
      return { parts: {}, body: `<${XML.tagging}><TagSet/></${XML.tagging}>` };
    case "GetObjectAttributes":
      return { parts: { "x-amz-object-attributes": "ETag,Checksum,ObjectParts" } };
    default:
      return { parts: {} };
  }
}

function pathOf({ path }: ModelOperation): string {
  return path.replace("{Bucket}", BUCKET).replace("{Key+}", "k");
}

/** An answer and what it left, without what differs each time. */
async function traceOf(
  aws: TestService,
  operation: ModelOperation,
  extra: Parts,
): Promise<{ readonly sent: Sent; readonly trace: string }> {
  const { parts, body } = requestOf(operation, await prepare(aws));
  const sent = await send(aws, operation.method, pathOf(operation), { ...parts, ...extra }, body);
  if (operation.name === "CreateMultipartUpload") {
    const at = `/${BUCKET}/k?uploadId=${idIn(sent)}`;
    const part = await send(aws, "PUT", `${at}&partNumber=1`, {}, "abc");
    await send(aws, "POST", at, {}, partsXml(part.headers.get("etag")));
  }
  const head = await send(aws, "HEAD", `/${BUCKET}/k`, { "x-amz-checksum-mode": "ENABLED" });
  const listed = await send(aws, "GET", `/${BUCKET}`);
  const trace = [sent, head, listed].map(({ status, headers, text }) =>
    JSON.stringify([status, [...headers], text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID")])
  );
  return { sent, trace: trace.join("\n") };
}

async function complaintOf(
  aws: TestService,
  operation: ModelOperation,
  wire: string,
  verdict: Verdict,
): Promise<string | undefined> {
  const beside = verdict.kind === "done" ? verdict.beside ?? {} : {};
  const { sent, trace } = await traceOf(aws, operation, { ...beside, [wire]: verdict.value });
  if (verdict.kind === "refused") {
    const isNamed = operation.method === "HEAD" || sent.text.includes(wire.replace("?", ""));
    return sent.status === 501 && isNamed ? undefined : `not refused by name (${sent.status})`;
  }
  if (sent.status === 501) return `refused: ${sent.text}`;
  const { trace: before } = await traceOf(aws, operation, beside);
  if (verdict.kind === "done") return trace === before ? "changes nothing" : undefined;
  return trace === before ? undefined : "changes something";
}

Deno.test("every member of every operation that the local S3 has is done, refused by name, or harmless", async () => {
  const { operations, membersOf } = await readS3Model();
  await using aws = await testService({ now: () => NOW });
  const served = operations.filter(({ name }) => S3_OPERATIONS.some((own) => own.name === name));
  assertEquals(
    served.map(({ name }) => name).toSorted(),
    S3_OPERATIONS.map(({ name }) => name).toSorted(),
  );
  const complaints: string[] = [];
  const [known, seen] = [new Set(Object.keys(MEMBERS)), new Set<string>()];
  let judged = 0;
  for (const operation of served) {
    for (const { wire, isRequired } of operation.members) {
      // The path, the body and what every such request has are in each of them.
      if (isRequired || /^[/<]/.test(wire)) continue;
      seen.add(wire);
      judged++;
      const verdict = MEMBERS_BESIDE[operation.name]?.[wire] ?? MEMBERS[wire];
      const complaint = verdict
        ? await complaintOf(aws, operation, wire, verdict)
        : "is not in the table";
      if (complaint) complaints.push(`${operation.name} ${wire}: ${complaint}`);
    }
  }
  assertEquals(complaints, []);
  assertEquals(known.difference(seen), new Set());
  for (const [shape, members] of Object.entries(XML_MEMBERS)) {
    assertEquals(membersOf(shape).toSorted(), Object.keys(members).toSorted(), shape);
  }
  assert(judged > 250, `${judged} members`);
});

Deno.test("every operation that the local S3 lacks answers NotImplemented by name, and changes nothing", async () => {
  const { operations } = await readS3Model();
  await using aws = await testService({ now: () => NOW });
  await prepare(aws);
  const state = async (): Promise<string> =>
    (await send(aws, "GET", `/${BUCKET}`)).text + (await send(aws, "GET", `/${BUCKET}/k`)).text;
  const before = await state();
  const complaints: string[] = [];
  let judged = 0;
  for (const operation of operations) {
    const { name, method, members } = operation;
    if (name in SAME_REQUEST || S3_OPERATIONS.some((own) => own.name === name)) continue;
    judged++;
    const required = Object.fromEntries(
      members.filter(({ wire, isRequired }) => isRequired && !/^[/<]/.test(wire))
        .map(({ wire }) => [wire, "1"]),
    );
    const body = method === "PUT" || method === "POST" ? "<X/>" : undefined;
    const path = pathOf(operation);
    const { status, text } = await send(aws, method, path, required, body);
    const [, resource] = /\?([\w-]+)/.exec(path) ?? [];
    if (status !== 501 || !text.includes(resource ?? method)) {
      complaints.push(`${name}: ${status} ${text}`);
    }
  }
  assertEquals(complaints, []);
  assertEquals(await state(), before);
  assert(judged > 80, `${judged} operations`);
});
