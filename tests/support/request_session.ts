import type { Session } from "../../src/session/session.ts";
import type { SuiteContext } from "../suites/suite.ts";

/** The same session without its port of files: they go to S3's requests, as to AWS. */
export function throughRequests(session: Session): Session {
  return { ...session, files: undefined };
}

/** The same context, with sessions whose files go to S3's requests. Each test says so. */
export function requestContext(context: SuiteContext): SuiteContext {
  return {
    ...context,
    test: (name, body) => context.test(`${name}, by requests`, body),
    session: async () => throughRequests(await context.session()),
    store: async (name) => throughRequests(await context.store(`${name}-requests`)),
  };
}
