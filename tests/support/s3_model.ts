import { pythonTool } from "./python.ts";

/** An operation of S3, as botocore's model has it. */
export interface ModelOperation {
  readonly name: string;
  readonly method: string;
  /** Path and query, with `{Bucket}` and `{Key+}`. */
  readonly path: string;
  readonly members: readonly ModelMember[];
}

/** A member of an operation's request. */
export interface ModelMember {
  readonly name: string;
  /**
   * How it is sent: `?name` in the query, `name` as a header field in lower case, `name*` as fields
   * that begin so, `/name` in the path, `<name>` as the body.
   */
  readonly wire: string;
  readonly isRequired: boolean;
}

interface Shape {
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, Member>>;
}

interface Member {
  readonly shape: string;
  readonly location?: string;
  readonly locationName?: string;
}

interface Model {
  readonly operations: Readonly<
    Record<string, {
      readonly name: string;
      readonly http: { readonly method: string; readonly requestUri: string };
      readonly input?: { readonly shape: string };
    }>
  >;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** S3's model in the pinned botocore. */
export interface S3Model {
  readonly operations: readonly ModelOperation[];
  /** Returns the names of a structure's members. */
  membersOf(shape: string): readonly string[];
}

/** Reads S3's model from the pinned botocore. */
export async function readS3Model(): Promise<S3Model> {
  const requirements = new URL("../conformance/local/requirements.txt", import.meta.url);
  const python = await pythonTool("boto3", requirements);
  const model = await readModel(`${python.replace(/\/bin\/python$/, "")}/lib`);
  const operations = Object.values(model.operations).map(({ name, http, input }) => {
    const { members = {}, required = [] } = model.shapes[input?.shape ?? ""] ?? {};
    return {
      name,
      method: http.method,
      path: http.requestUri,
      members: Object.entries(members).map(([name, member]) => ({
        name,
        wire: wireOf(name, member),
        isRequired: required.includes(name),
      })),
    };
  });
  return { operations, membersOf: (shape) => Object.keys(model.shapes[shape]?.members ?? {}) };
}

async function readModel(lib: string): Promise<Model> {
  for await (const { name } of Deno.readDir(lib)) {
    const path = `${lib}/${name}/site-packages/botocore/data/s3/2006-03-01/service-2.json.gz`;
    const file = await Deno.open(path).catch(() => undefined);
    if (!file) continue;
    return await new Response(file.readable.pipeThrough(new DecompressionStream("gzip"))).json();
  }
  throw new Error(`No model of S3 in ${lib}`);
}

function wireOf(name: string, { location, locationName = name }: Member): string {
  switch (location) {
    case "uri":
      return `/${locationName}`;
    case "querystring":
      return `?${locationName}`;
    case "header":
      return locationName.toLowerCase();
    case "headers":
      return `${locationName.toLowerCase()}*`;
    default:
      return `<${name}>`;
  }
}
