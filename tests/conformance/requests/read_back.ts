/** Reads back what was acknowledged. */
import { type AcknowledgedObject, AcknowledgedObjects, unescaped } from "./acknowledged_objects.ts";
import { AcknowledgedRecords, type Expectation, lacking } from "./acknowledged_records.ts";
import { BUCKETS } from "./s3_requests.ts";
import type { Fault, Sender } from "./sender.ts";

/** What was acknowledged by a server, and how it is read back. */
export class ReadBack {
  readonly records = new AcknowledgedRecords();
  readonly objects = new AcknowledgedObjects();
  /** How much was read back. */
  compared = 0;
  readonly #sender: Sender;

  constructor(sender: Sender) {
    this.#sender = sender;
  }

  /** Reads back everything that was acknowledged. */
  async everything(): Promise<readonly Fault[]> {
    const faults: Fault[] = [];
    for (const expectation of this.records.expectations()) {
      faults.push(...await this.record(expectation));
    }
    for (const object of this.objects.all()) faults.push(...await this.object(object));
    faults.push(...await this.#keys());
    return faults;
  }

  /** Reads back a record. */
  async record({ operation, input, expected }: Expectation): Promise<readonly Fault[]> {
    const [name = "", part] = operation.split(" ");
    const target = ["x-amz-target", `SageMaker.${name}`] as const;
    const wire = this.#sender.plain("POST", "/", [target], JSON.stringify(input));
    const answer = await this.#sender.send(wire, "read back");
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

  /** Reads back an object. */
  async object(
    { bucket, key, content, fields }: AcknowledgedObject,
  ): Promise<readonly Fault[]> {
    const target = `/${bucket}/${encodeURIComponent(key).replaceAll("%2F", "/")}`;
    const request = this.#sender.plain("GET", target);
    const answer = await this.#sender.send(request, "read back");
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
  async #keys(): Promise<readonly Fault[]> {
    const faults: Fault[] = [];
    for (const bucket of BUCKETS) {
      const found: string[] = [];
      let token: string | undefined = "";
      while (token !== undefined) {
        const after: string = token === ""
          ? ""
          : `&continuation-token=${encodeURIComponent(token)}`;
        const target = `/${bucket}?list-type=2&encoding-type=url&max-keys=3${after}`;
        const answer = await this.#sender.send(this.#sender.plain("GET", target), "read back");
        const text = new TextDecoder().decode(answer.body);
        for (const [, key = ""] of text.matchAll(/<Contents><Key>([^<]*)/g)) {
          found.push(decodeURIComponent(unescaped(key)));
        }
        token = /<NextContinuationToken>([^<]*)/.exec(text)?.[1];
      }
      const expected = this.objects.all().filter((one) => one.bucket === bucket).map(({ key }) =>
        key
      );
      this.compared++;
      if (JSON.stringify(found.toSorted()) !== JSON.stringify(expected.toSorted())) {
        const request = this.#sender.plain("GET", `/${bucket}`);
        faults.push({ complaint: `The keys ${expected} became ${found}`, request });
      }
    }
    return faults;
  }
}

function summaryOf(summary: Readonly<Record<string, number>>): readonly [unknown, unknown] {
  const { MetricName, Count, Min = 0, Max = 0 } = summary;
  return [MetricName, { Count, Min: Min + 0, Max: Max + 0 }];
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
