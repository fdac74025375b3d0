import { fromFileUrl } from "@std/path";

/** What a request needs to be allowed: an action on each of some resources. */
export interface Need {
  /** Such as `sagemaker:CreateTrial`. */
  readonly action: string;
  /** ARNs, or `*`. */
  readonly resources: readonly string[];
}

/** A statement of a policy, as the files in docs/iam have it. */
interface Statement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

/** A policy. */
export interface Policy {
  readonly Statement: readonly Statement[];
}

/** Values for the placeholders of the files in docs/iam. */
export type Placeholders = Readonly<
  Record<"REGION" | "ACCOUNT" | "BUCKET" | "EXPERIMENT", string>
>;

const FOLDER = fromFileUrl(new URL("../../docs/iam/", import.meta.url));

/** Reads a policy of docs/iam. */
export async function readPolicy(name: string, values?: Placeholders): Promise<Policy> {
  const text = await Deno.readTextFile(`${FOLDER}${name}.json`);
  return JSON.parse(
    Object.entries(values ?? {}).reduce(
      (filled, [name, value]) => filled.replaceAll(name, value),
      text,
    ),
  );
}

/** The actions that policies name. */
export function actionsOf(policies: readonly Policy[]): ReadonlySet<string> {
  return new Set(policies.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action)));
}

/** Whether policies allow what a request needs: IAM's rule for policies that only allow. */
export function isAllowed(policies: readonly Policy[], { action, resources }: Need): boolean {
  const statements = policies.flatMap(({ Statement }) => Statement);
  return resources.every((resource) =>
    statements.some(({ Action, Resource }) =>
      Action.some((pattern) => fits(pattern, action)) &&
      Resource.some((pattern) => fits(pattern, resource))
    )
  );
}

function fits(pattern: string, text: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.\\+?^${}()|[\]]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "i").test(text);
}

/** Where resources are. */
export interface Place {
  /** Region. */
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
}

type Members = Readonly<Record<string, unknown>>;

/** What a request needs, by AWS's service authorization reference. */
export async function needsOf(request: Request, place: Place): Promise<readonly Need[]> {
  const { pathname, searchParams } = new URL(request.url);
  const target = request.headers.get("x-amz-target")?.replace("SageMaker.", "");
  if (target !== undefined) return sageMakerNeeds(target, await request.json(), place);
  const metrics = /^\/(Batch(?:Put|Get)Metrics)$/.exec(pathname)?.[1];
  if (metrics !== undefined) return metricNeeds(metrics, await request.json(), place);
  // GetCallerIdentity is anyone's.
  if (request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded")) {
    return [];
  }
  return [s3Need(request.method, decodeURIComponent(pathname), searchParams)];
}

/** Members that name resources of each type. */
const MEMBERS: Readonly<Record<string, string>> = {
  ExperimentName: "experiment",
  TrialName: "experiment-trial",
  TrialComponentName: "experiment-trial-component",
  TrainingJobName: "training-job",
  ProcessingJobName: "processing-job",
  TransformJobName: "transform-job",
};

function sageMakerNeeds(operation: string, members: Members, place: Place): readonly Need[] {
  const action = `sagemaker:${operation}`;
  const prefix = `arn:aws:sagemaker:${place.region}:${place.accountId}:`;
  if (operation === "Search" || (/^List/.test(operation) && operation !== "ListTags")) {
    return [{ action, resources: ["*"] }];
  }
  const named = Object.entries(MEMBERS).flatMap(([member, type]) =>
    members[member] === undefined ? [] : [`${prefix}${type}/${members[member]}`]
  );
  const given = ["ArtifactArn", "ResourceArn", "SourceArn", "DestinationArn"].flatMap((member) =>
    members[member] === undefined ? [] : [String(members[member])]
  );
  const queried = Array.isArray(members["StartArns"]) ? members["StartArns"].map(String) : [];
  // Where the operation takes either, runlog sends the ARN.
  const lineage = ["Action", "Context"].flatMap((kind) => {
    const named = members[`${kind}Name`];
    if (named === undefined) return [];
    return `${named}`.startsWith("arn:") ? `${named}` : `${prefix}${kind.toLowerCase()}/${named}`;
  });
  const made = operation === "CreateArtifact" ? [`${prefix}artifact/new`] : [];
  const resources = [...named, ...given, ...queried, ...lineage, ...made];
  const tags = Array.isArray(members["Tags"]) && members["Tags"].length > 0 &&
    /^Create/.test(operation);
  // What is created is named by the operation; what it is put into needs no right to tag.
  const kind = operation.replace("Create", "").replace(
    /[A-Z]/g,
    (letter) => `-${letter.toLowerCase()}`,
  );
  const created = resources.filter((arn) =>
    arn.startsWith(`${prefix}experiment${kind === "-experiment" ? "" : kind}/`) ||
    arn.startsWith(`${prefix}artifact/`)
  );
  return [
    { action, resources },
    ...(tags ? [{ action: "sagemaker:AddTags", resources: created }] : []),
  ];
}

function metricNeeds(operation: string, members: Members, place: Place): readonly Need[] {
  const action = `sagemaker:${operation}`;
  const { region, accountId } = place;
  if (operation === "BatchPutMetrics") {
    const arn = `arn:aws:sagemaker:${region}:${accountId}:experiment-trial-component/`;
    return [{ action, resources: [`${arn}${members["TrialComponentName"]}`] }];
  }
  // The questions of BatchGetMetrics.
  const queries = members["MetricQueries"] as readonly { readonly ResourceArn: string }[];
  return [{ action, resources: queries.map(({ ResourceArn }) => ResourceArn) }];
}

function s3Need(method: string, pathname: string, query: URLSearchParams): Need {
  const [, bucket = "", key = ""] = /^\/([^/]*)\/?(.*)$/s.exec(pathname) ?? [];
  const arn = `arn:aws:s3:::${bucket}`;
  if (key === "") {
    return { action: method === "PUT" ? "s3:CreateBucket" : "s3:ListBucket", resources: [arn] };
  }
  const resources = [`${arn}/${key}`];
  if (method === "GET" || method === "HEAD") return { action: "s3:GetObject", resources };
  if (method === "DELETE") {
    const action = query.has("uploadId") ? "s3:AbortMultipartUpload" : "s3:DeleteObject";
    return { action, resources };
  }
  return { action: "s3:PutObject", resources };
}

/** A service behind IAM: it notes what requests need, and refuses what policies do not allow. */
export interface GuardedService {
  /** Answers a request. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Actions of every request so far. */
  readonly actions: ReadonlySet<string>;
  /** Actions of refused requests so far. */
  readonly refused: ReadonlySet<string>;
  /** Policies from now on. */
  allow(policies: readonly Policy[]): void;
}

/** Puts IAM before a service; everything is allowed until policies are given. */
export function guard(
  service: { fetch(request: Request): Promise<Response> },
  place: Place,
): GuardedService {
  const actions = new Set<string>();
  const refused = new Set<string>();
  let policies: readonly Policy[] | undefined;
  return {
    actions,
    refused,
    allow: (given) => void (policies = given),
    async fetch(request) {
      const needs = await needsOf(request.clone(), place);
      for (const { action } of needs) actions.add(action);
      const missing = needs.find((need) => policies && !isAllowed(policies, need));
      if (!missing) return await service.fetch(request);
      await request.body?.cancel();
      refused.add(missing.action);
      return refusal(request, missing);
    },
  };
}

function refusal({ headers, method }: Request, { action, resources }: Need): Response {
  const message = `User: arn:aws:iam::000000000000:user/someone is not authorized to perform: ` +
    `${action} on resource: ${
      resources[0]
    } because no identity-based policy allows the ${action} action`;
  if (action.startsWith("s3:")) {
    const body = `<Error><Code>AccessDenied</Code><Message>${message}</Message></Error>`;
    return new Response(method === "HEAD" ? null : body, {
      status: 403,
      headers: { "content-type": "application/xml" },
    });
  }
  const isJson11 = headers.has("x-amz-target");
  return Response.json({ __type: "AccessDeniedException", message, Message: message }, {
    status: isJson11 ? 400 : 403,
    headers: { "x-amzn-errortype": "AccessDeniedException" },
  });
}
