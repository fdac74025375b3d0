/**
 * `runlog ui`: serves the viewer.
 *
 * @module
 */
import type { Session } from "../../../mod.ts";
import { serveViewer } from "../../viewer.ts";
import type { Context } from "../context.ts";
import { interrupted, type ServingOptions, toServerOptions } from "../serving.ts";

/**
 * Serves the viewer until the command is interrupted.
 *
 * @throws {StoreNotFoundError} If the session's store does not exist
 */
export async function ui(
  { out, messages, environment, signal }: Context,
  session: Session,
  options: ServingOptions,
): Promise<void> {
  // A page without a store would look as if all runs were gone.
  session.store?.checkPresence();
  const viewer = await serveViewer({ ...toServerOptions(options, environment), session });
  try {
    const { token } = viewer;
    if (out.isJson) out.json({ url: viewer.url, location: session.location, token });
    else out.line(viewer.url);
    messages.line(
      `Runs in ${session.location}: open the address in a browser. Press Ctrl-C to stop`,
    );
    if (token !== undefined) {
      messages.line("This link signs in one browser; others need the token:");
      messages.line(token);
    }
    await interrupted(signal);
  } finally {
    await viewer.close();
  }
}
