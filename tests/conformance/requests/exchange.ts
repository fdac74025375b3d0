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
import { Chance } from "./chance.ts";
import { type JsonRequest, JsonRequests } from "./json_requests.ts";
import { judgeJson } from "./judge_json.ts";
import { judgeS3 } from "./judge_s3.ts";
import { ReadBack } from "./read_back.ts";
import { BUCKETS, type S3Request, S3Requests } from "./s3_requests.ts";
import { type Fault, type Fields, Sender } from "./sender.ts";
import type { WireAnswer } from "./wire.ts";

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

/** Sends requests of every kind, one after the other. */
export class Exchange implements Disposable {
  /** Operations that were acknowledged at least once. */
  readonly acknowledged = new Set<string>();
  /** What was acknowledged. */
  readonly readBack: ReadBack;

  private constructor(
    readonly chance: Chance,
    readonly sender: Sender,
    readonly sagemaker: JsonRequests,
    readonly metrics: JsonRequests,
    readonly s3: S3Requests,
  ) {
    this.readBack = new ReadBack(sender);
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
      new Sender(url, headers, limitMs),
      new JsonRequests(
        { model: sagemaker, operations: SAGEMAKER, isMetrics: false },
        chance,
        headers,
      ),
      new JsonRequests({ model: metrics, operations: METRICS, isMetrics: true }, chance, headers),
      new S3Requests(served, chance, headers),
    );
    for (const bucket of BUCKETS) await exchange.#makeBucket(bucket);
    return exchange;
  }

  [Symbol.dispose](): void {
    this.sender[Symbol.dispose]();
  }

  /** Sends a request, and reads back at once what it changed. */
  async next(): Promise<readonly Fault[]> {
    const kind = this.chance.below(10);
    if (kind < 3) return await this.#nextS3();
    return await this.#nextJson(kind < 5 ? this.metrics : this.sagemaker);
  }

  async #nextJson(requests: JsonRequests): Promise<readonly Fault[]> {
    const request = requests.next();
    const answer = await this.sender.send(
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
    this.readBack.records.take(operation, known, output);
    const faults: Fault[] = [];
    for (const one of this.readBack.records.expectationsOf(operation, known, output)) {
      faults.push(...await this.readBack.record(one));
    }
    return faults;
  }

  async #nextS3(): Promise<readonly Fault[]> {
    const request = this.s3.next();
    const answer = await this.sender.send(request.wire, "s3");
    const complaints = [...judgeS3(request, answer)];
    if (answer.status < 300) this.acknowledged.add(request.operation.name);
    const contradiction = this.readBack.objects.take(request, answer);
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
    const stored = this.readBack.objects.all().find(({ bucket, key }) =>
      bucket === request.bucket && key === request.key
    );
    return stored ? [...faults, ...await this.readBack.object(stored)] : faults;
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
        isWhole ? this.readBack.objects.sourceOf(request)?.content : undefined,
      );
    } else if (name === "DeleteBucket") await this.#makeBucket(request.bucket);
  }

  async #makeBucket(bucket: string): Promise<void> {
    await this.sender.send(this.sender.plain("PUT", `/${bucket}`), "read back");
  }
}
