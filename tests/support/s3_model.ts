import { readServiceModel, type ServiceMember } from "./botocore_model.ts";

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

/** S3's model in the pinned botocore. */
export interface S3Model {
  readonly operations: readonly ModelOperation[];
  /** Returns the names of a structure's members. */
  membersOf(shape: string): readonly string[];
}

/** Reads S3's model from the pinned botocore. */
export async function readS3Model(): Promise<S3Model> {
  const model = await readServiceModel("s3");
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

function wireOf(name: string, { location, locationName = name }: ServiceMember): string {
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
