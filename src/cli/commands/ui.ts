/**
 * `runlog ui`: a page to look at runs with.
 *
 * @module
 */
import type { Session } from "../../../mod.ts";
import { serveViewer } from "../../viewer.ts";
import type { Context } from "../context.ts";
import { interrupted, type ServingOptions, toServerOptions } from "../serving.ts";

/** Serves the page until the command is interrupted. */
export async function ui(
  { out, messages, environment, signal }: Context,
  session: Session,
  options: ServingOptions,
): Promise<void> {
  const serverOptions = toServerOptions(options, environment);
  const viewer = await serveViewer({ ...serverOptions, session });
  try {
    const { token } = serverOptions;
    if (out.isJson) out.json({ url: viewer.url, location: session.location, token });
    else out.line(viewer.url);
    messages.line(`Runs of ${session.location}: open the address in a browser. Ctrl-C ends`);
    if (token !== undefined) {
      messages.line("This link signs in one browser; others need the token:");
      messages.line(token);
    }
    await interrupted(signal);
  } finally {
    await viewer.close();
  }
}
