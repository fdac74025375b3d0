import { pythonTool } from "./python.ts";

/** A service model of AWS, as botocore ships it. */
export interface ServiceModel {
  readonly operations: Readonly<Record<string, ServiceOperation>>;
  readonly shapes: Readonly<Record<string, ServiceShape>>;
}

/** An operation of a model. */
export interface ServiceOperation {
  readonly name: string;
  readonly http: { readonly method: string; readonly requestUri: string };
  readonly input?: ShapeName;
  readonly output?: ShapeName;
  readonly errors?: readonly ShapeName[];
}

/** The name of a shape. */
export interface ShapeName {
  readonly shape: string;
}

/** A member of a structure, with its place in an HTTP request. */
export interface ServiceMember extends ShapeName {
  readonly location?: string;
  readonly locationName?: string;
}

/** A shape of a model. */
export interface ServiceShape {
  readonly type:
    | "structure"
    | "list"
    | "map"
    | "string"
    | "integer"
    | "long"
    | "float"
    | "double"
    | "boolean"
    | "timestamp"
    | "blob";
  readonly members?: Readonly<Record<string, ServiceMember>>;
  readonly required?: readonly string[];
  readonly member?: ShapeName;
  readonly key?: ShapeName;
  readonly value?: ShapeName;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly union?: boolean;
}

const VERSIONS = {
  "s3": "2006-03-01",
  "sagemaker": "2017-07-24",
  "sagemaker-metrics": "2022-09-30",
} as const;

/** Reads a service's model from the pinned botocore. */
export async function readServiceModel(service: keyof typeof VERSIONS): Promise<ServiceModel> {
  const requirements = new URL("../conformance/local/requirements.txt", import.meta.url);
  const python = await pythonTool("boto3", requirements);
  const lib = `${python.replace(/\/bin\/python$/, "")}/lib`;
  for await (const { name } of Deno.readDir(lib)) {
    const data = `${lib}/${name}/site-packages/botocore/data`;
    const path = `${data}/${service}/${VERSIONS[service]}/service-2.json.gz`;
    const file = await Deno.open(path).catch(() => undefined);
    if (!file) continue;
    return await new Response(file.readable.pipeThrough(new DecompressionStream("gzip"))).json();
  }
  throw new Error(`No model of ${service} in ${lib}`);
}
