/** Requests of every kind to one server, and what it acknowledged. */
import { actionOperations } from "../../../src/local/operations/actions.ts";
import { artifactOperations } from "../../../src/local/operations/artifacts.ts";
import { associationOperations } from "../../../src/local/operations/associations.ts";
import { componentLinkOperations } from "../../../src/local/operations/component_links.ts";
import { contextOperations } from "../../../src/local/operations/contexts.ts";
import { experimentOperations } from "../../../src/local/operations/experiments.ts";
import { jobOperations } from "../../../src/local/operations/jobs.ts";
import { queryLineageOperations } from "../../../src/local/operations/query_lineage.ts";
import { searchOperations } from "../../../src/local/operations/search.ts";
import { tagOperations } from "../../../src/local/operations/tags.ts";
import { trialComponentOperations } from "../../../src/local/operations/trial_components.ts";
import { trialOperations } from "../../../src/local/operations/trials.ts";
import { S3_OPERATIONS } from "../../../src/local/s3/operations.ts";
import { readServiceModel } from "../../support/botocore_model.ts";
import { readS3Model } from "../../support/s3_model.ts";
import { AcknowledgedObjects, unescaped } from "./acknowledged_objects.ts";
import { AcknowledgedRecords, type Expectation, lacking } from "./acknowledged_records.ts";
import { Chance } from "./chance.ts";
import { type JsonRequest, JsonRequests } from "./json_requests.ts";
import { judgeJson } from "./judge_json.ts";
import { judgeS3 } from "./judge_s3.ts";
import { BUCKETS, type S3Request, S3Requests } from "./s3_requests.ts";
import { type WireAnswer, WireClient, type WireRequest } from "./wire.ts";

const SAGEMAKER = Object.keys({
  ...experimentOperations,
  ...trialOperations,
  ...trialComponentOperations,
  ...componentLinkOperations,
  ...searchOperations,
  ...tagOperations,
  ...artifactOperations,
  ...actionOperations,
  ...contextOperations,
  ...associationOperations,
  ...queryLineageOperations,
  ...jobOperations,
});
const METRICS = ["BatchPutMetrics", "BatchGetMetrics"];

/** What was wrong with an answer. */
export interface Fault {
  readonly complaint: string;
  readonly request: WireRequest;
  readonly answer?: WireAnswer;
}

type Fields = readonly (readonly [string, string])[];

/** Sends requests of every kind, one after the other. */
export class Exchange implements Disposable {
  /** Answers by service and status. */
  readonly counts = new Map<string, number>();
  /** Operations that were acknowledged at least once. */
  readonly acknowledged = new Set<string>();
  /** What was read back. */
  compared = 0;
  readonly #client: WireClient;
  readonly #records = new AcknowledgedRecords();
  readonly #objects = new AcknowledgedObjects();

  private constructor(
    readonly chance: Chance,
    readonly headers: Fields,
    readonly limitMs: number,
    url: string,
    readonly sagemaker: JsonRequests,
    readonly metrics: JsonRequests,
    readonly s3: S3Requests,
  ) {
    this.#client = new WireClient(url);
  }

  /** Begins with the buckets that requests mean. */
  static async begin(
    { url, token }: { readonly url: string; readonly token: string },
    seed: number,
    limitMs: number,
  ): Promise<Exchange> {
    const chance = new Chance(seed);
    const headers: Fields = [
      ["host", new URL(url).host],
      ["authorization", `Bearer ${token}`],
    ];
    const [sagemaker, metrics] = await Promise.all([
      readServiceModel("sagemaker"),
      readServiceModel("sagemaker-metrics"),
    ]);
    const { operations } = await readS3Model();
    const served = operations.filter(({ name }) => S3_OPERATIONS.some((own) => own.name === name));
    const exchange = new Exchange(
      chance,
      headers,
      limitMs,
      url,
      new JsonRequests(
        { model: sagemaker, operations: SAGEMAKER, isMetrics: false },
        chance,
        headers,
      ),
      new JsonRequests({ model: metrics, operations: METRICS, isMetrics: true }, chance, headers),
      new S3Requests(served, chance, headers),
    );
    for (const bucket of BUCKETS) await exchange.#s3("PUT", `/${bucket}`);
    return exchange;
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }

  /** Sends a request, and reads back at once what it changed. */
  async next(): Promise<readonly Fault[]> {
    const kind = this.chance.below(10);
    if (kind < 3) return await this.#nextS3();
    return await this.#nextJson(kind < 5 ? this.metrics : this.sagemaker);
  }

  /** Reads back everything that was acknowledged. */
  async readBack(): Promise<readonly Fault[]> {
    const faults: Fault[] = [];
    for (const expectation of this.#records.expectations()) {
      faults.push(...await this.#compare(expectation));
    }
    for (const object of this.#objects.all()) faults.push(...await this.#compareObject(object));
    faults.push(...await this.#compareKeys());
    return faults;
  }

  async #nextJson(requests: JsonRequests): Promise<readonly Fault[]> {
    const request = requests.next();
    const answer = await this.#send(
      request.wire,
      requests.service.isMetrics ? "metrics" : "sagemaker",
    );
    const { complaints, input, output } = judgeJson(requests, request, answer);
    const faults = complaints.map((complaint): Fault => ({
      complaint: `${request.operation}: ${complaint}`,
      request: request.wire,
      answer,
    }));
    if (!input || !output) return faults;
    this.acknowledged.add(request.operation);
    requests.values.learn(output);
    this.sagemaker.values.learn(output);
    return [...faults, ...await this.#take(requests, request, input, output)];
  }

  async #take(
    { judge, service }: JsonRequests,
    { operation }: JsonRequest,
    input: Readonly<Record<string, unknown>>,
    output: Readonly<Record<string, unknown>>,
  ): Promise<readonly Fault[]> {
    const shape = service.model.operations[operation]?.input?.shape ?? "";
    // A structure stays one.
    const known = judge.known(shape, input) as Readonly<Record<string, unknown>>;
    this.#records.take(operation, known, output);
    const faults: Fault[] = [];
    for (const one of this.#records.expectationsOf(operation, known, output)) {
      faults.push(...await this.#compare(one));
    }
    return faults;
  }

  async #nextS3(): Promise<readonly Fault[]> {
    const request = this.s3.next();
    const answer = await this.#send(request.wire, "s3");
    const complaints = [...judgeS3(request, answer)];
    if (answer.status < 300) this.acknowledged.add(request.operation.name);
    const contradiction = this.#objects.take(request, answer);
    if (contradiction) complaints.push(contradiction);
    if (answer.status < 300) await this.#note(request, answer);
    const faults = complaints.map((complaint): Fault => ({
      complaint: `${request.operation.name}: ${complaint}`,
      request: request.wire,
      answer,
    }));
    if (
      answer.status > 299 || !/^(?:PutObject|CopyObject|CompleteMulti)/.test(request.operation.name)
    ) {
      return faults;
    }
    const stored = this.#objects.all().find(({ bucket, key }) =>
      bucket === request.bucket && key === request.key
    );
    return stored ? [...faults, ...await this.#compareObject(stored)] : faults;
  }

  async #note(request: S3Request, answer: WireAnswer): Promise<void> {
    const text = new TextDecoder().decode(answer.body);
    const { operation: { name }, members } = request;
    if (name === "CreateMultipartUpload") {
      this.s3.began(/<UploadId>([^<]*)/.exec(text)?.[1] ?? "", request);
    } else if (name === "UploadPart") {
      this.s3.uploaded(request, answer.headers.get("etag") ?? "", request.content);
    } else if (name === "UploadPartCopy") {
      const etag = `"${/<ETag>(?:&quot;|")([^<&"]*)/.exec(text)?.[1]}"`;
      const isWhole = !members.has("x-amz-copy-source-range");
      this.s3.uploaded(
        request,
        etag,
        isWhole ? this.#objects.sourceOf(request)?.content : undefined,
      );
    } else if (name === "DeleteBucket") await this.#s3("PUT", `/${request.bucket}`);
  }

  async #compare({ operation, input, expected }: Expectation): Promise<readonly Fault[]> {
    const [name = "", part] = operation.split(" ");
    const request = {
      method: "POST",
      target: "/",
      headers: [...this.headers, ["x-amz-target", `SageMaker.${name}`]] as Fields,
      body: new TextEncoder().encode(JSON.stringify(input)),
    };
    const wire = withLength(request);
    const answer = await this.#send(wire, "read back");
    this.compared++;
    const output = JSON.parse(new TextDecoder().decode(answer.body));
    const found = part === "Metrics"
      ? Object.fromEntries(output.Metrics?.map(summaryOf) ?? [])
      : name === "ListTags"
      ? Object.fromEntries(
        output.Tags?.map(({ Key, Value }: Record<string, string>) => [Key, Value]) ?? [],
      )
      : output;
    const complaint = answer.status === 200
      ? lacking(expected, found)
      : `answered ${answer.status} ${JSON.stringify(output).slice(0, 200)}`;
    return complaint === undefined ? [] : [{
      complaint: `Read back by ${operation}: ${complaint.slice(0, 500)}`,
      request: wire,
      answer,
    }];
  }

  async #compareObject(
    { bucket, key, content, fields }: ReturnType<AcknowledgedObjects["all"]>[number],
  ): Promise<readonly Fault[]> {
    const target = `/${bucket}/${encodeURIComponent(key).replaceAll("%2F", "/")}`;
    const request = withLength({
      method: "GET",
      target,
      headers: this.headers,
      body: new Uint8Array(),
    });
    const answer = await this.#send(request, "read back");
    this.compared++;
    const complaints: string[] = [];
    if (answer.status !== 200) complaints.push(`answered ${answer.status}`);
    else if (content && !isSame(content, answer.body)) complaints.push("other bytes");
    for (const [name, value] of fields) {
      const found = answer.headers.get(name) ?? "";
      if (found !== value) complaints.push(`${name}: "${value}" became "${found}"`);
    }
    return complaints.map((complaint) => ({
      complaint: `Read back of an object: ${complaint}`,
      request,
      answer,
    }));
  }

  /** Compares the keys of all buckets, page by page. */
  async #compareKeys(): Promise<readonly Fault[]> {
    const faults: Fault[] = [];
    for (const bucket of BUCKETS) {
      const found: string[] = [];
      let token: string | undefined = "";
      while (token !== undefined) {
        const after: string = token === ""
          ? ""
          : `&continuation-token=${encodeURIComponent(token)}`;
        const target = `/${bucket}?list-type=2&encoding-type=url&max-keys=3${after}`;
        const text = await this.#s3("GET", target);
        for (const [, key = ""] of text.matchAll(/<Contents><Key>([^<]*)/g)) {
          found.push(decodeURIComponent(unescaped(key)));
        }
        token = /<NextContinuationToken>([^<]*)/.exec(text)?.[1];
      }
      const expected = this.#objects.all().filter((one) => one.bucket === bucket).map(({ key }) =>
        key
      );
      this.compared++;
      if (JSON.stringify(found.toSorted()) !== JSON.stringify(expected.toSorted())) {
        const request = {
          method: "GET",
          target: `/${bucket}`,
          headers: [],
          body: new Uint8Array(),
        };
        faults.push({ complaint: `The keys ${expected} became ${found}`, request });
      }
    }
    return faults;
  }

  async #s3(method: string, target: string): Promise<string> {
    const request = withLength({ method, target, headers: this.headers, body: new Uint8Array() });
    return new TextDecoder().decode((await this.#send(request, "read back")).body);
  }

  async #send(request: WireRequest, kind: string): Promise<WireAnswer> {
    const answer = await this.#client.send(request, this.limitMs);
    const count = `${kind} ${answer.status}`;
    this.counts.set(count, (this.counts.get(count) ?? 0) + 1);
    return answer;
  }
}

function withLength(request: WireRequest): WireRequest {
  const length = ["content-length", `${request.body.length}`] as const;
  return { ...request, headers: [...request.headers, length] };
}

function summaryOf(summary: Readonly<Record<string, number>>): readonly [unknown, unknown] {
  const { MetricName, Count, Min = 0, Max = 0 } = summary;
  return [MetricName, { Count, Min: Min + 0, Max: Max + 0 }];
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
