import { type LocalService, localService, serviceSession } from "../../src/local.ts";
import type { Session } from "../../src/session/session.ts";

/** How a session reaches a service in its process. */
export type Way = "requests of the AWS SDK" | "calls";

/** The same service, whose sessions send it the AWS SDK's requests. */
export function throughRequests(service: LocalService): LocalService {
  return { ...service, fetch: (request) => service.fetch(request) };
}

/** Opens a session over a store, by either way. */
export async function openBy(
  way: Way,
  options: { readonly path: string; readonly awsQuotas?: boolean },
): Promise<Session> {
  const service = await localService(options);
  return await serviceSession(way === "calls" ? service : throughRequests(service));
}
