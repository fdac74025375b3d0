import { S3 } from "@aws-sdk/client-s3";
import { SageMaker } from "@aws-sdk/client-sagemaker";
import { fetchTransport } from "../../src/session/transport.ts";
import type { RawAnswer } from "./answers.ts";
import type { AwsCommand } from "./command.ts";
import { fromPlain, isMembers, type Members, type Plain, toPlain } from "./plain.ts";

/** Sends a request to the store that is open at the time. */
export type Fetch = (request: Request) => Promise<Response>;

/** AWS's SDK for JavaScript. */
export interface SdkClient {
  /** Sends one request, or those of all pages. */
  send(command: AwsCommand): Promise<RawAnswer>;
}

/** Makes AWS's clients over a store. */
export function sdkClient(fetch: Fetch): SdkClient {
  const common = {
    region: "local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    endpoint: "http://runlog.local",
    requestHandler: fetchTransport(fetch),
    maxAttempts: 1,
  };
  const sagemaker = new SageMaker(common);
  const s3 = new S3({ ...common, forcePathStyle: true });
  const call = async (command: AwsCommand, input: Members): Promise<Members> => {
    if (command.service === "sagemaker-metrics") return await putMetrics(fetch, command, input);
    const client = command.service === "s3" ? s3 : sagemaker;
    const method = `${command.name.charAt(0).toLowerCase()}${command.name.slice(1)}`;
    // Every operation is a method of its client, which takes the operation's members.
    const methods = client as unknown as Readonly<Record<string, (input: unknown) => unknown>>;
    const output = await methods[method]?.call(client, fromPlain(input));
    return await plainOf(output);
  };
  return {
    async send(command) {
      try {
        return { pages: await allPages(command, (input) => call(command, input)) };
      } catch (error) {
        if (error instanceof Error && "$fault" in error) return { error: error.name };
        throw error;
      }
    },
  };
}

const TOKENS = { NextToken: "NextToken", NextContinuationToken: "ContinuationToken" } as const;

async function allPages(
  { name, input, isList }: AwsCommand,
  call: (input: Members) => Promise<Members>,
): Promise<readonly Members[]> {
  const pages: Members[] = [];
  const encoding = name === "ListObjectsV2" ? { EncodingType: "url" } : {};
  for (let token: Members | undefined = {}; token !== undefined;) {
    const page: Members = await call({ ...input, ...encoding, ...token });
    pages.push(name === "ListObjectsV2" ? withKeys(page) : page);
    const next = Object.entries(TOKENS).find(([from]) => page[from] !== undefined);
    token = isList && next ? { [next[1]]: page[next[0]] ?? null } : undefined;
  }
  return pages;
}

/** Keys and prefixes as they are: boto3 reads them by itself. */
function withKeys(page: Members): Members {
  const decode = (value: Plain | undefined): Plain =>
    Array.isArray(value)
      ? value.filter(isMembers).map((one) =>
        Object.fromEntries(
          Object.entries(one).map(([name, text]) =>
            name === "Key" || name === "Prefix"
              ? [name, decodeURIComponent(String(text))]
              : [name, text]
          ),
        )
      )
      : [];
  return {
    ...page,
    Contents: decode(page["Contents"]),
    CommonPrefixes: decode(page["CommonPrefixes"]),
  };
}

/** AWS publishes no JavaScript client of SageMaker Metrics that does more than this. */
async function putMetrics(fetch: Fetch, command: AwsCommand, input: Members): Promise<Members> {
  const answer = await fetch(
    new Request(`http://runlog.local/${command.name}`, {
      method: command.name === "BatchPutMetrics" ? "PUT" : "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(onWire(input)),
    }),
  );
  const body: Members = await answer.json();
  if (answer.ok) return body;
  throw Object.assign(new Error(), {
    name: answer.headers.get("x-amzn-errortype") ?? "",
    $fault: "client",
  });
}

function onWire(value: Plain): unknown {
  if (Array.isArray(value)) return value.map(onWire);
  if (!isMembers(value)) return value;
  if (typeof value["$time"] === "number") return value["$time"] / 1000;
  if (value["$number"] !== undefined) return value["$number"];
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, onWire(one)]));
}

interface Streamed {
  readonly Body: { transformToByteArray(): Promise<Uint8Array> };
}

async function plainOf(output: unknown): Promise<Members> {
  const isStreamed = typeof output === "object" && output !== null && "Body" in output;
  const read = isStreamed
    // GetObject's answer is the only one with a body.
    ? { ...output, Body: await (output as Streamed).Body.transformToByteArray() }
    : output;
  const plain = toPlain(read);
  return isMembers(plain) ? plain : {};
}
