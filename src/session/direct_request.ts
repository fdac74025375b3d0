/**
 * Lets an observer of AWS SDK commands see calls that have no command.
 *
 * @module
 */

type Handler = (args: { readonly request: { readonly hostname: string } }) => Promise<unknown>;

/** A middleware of the AWS SDK, as observers add it. */
type Middleware = (next: Handler) => Handler;

/** A call with a command's stack of middleware. */
export class DirectRequest {
  readonly #hostname: string;
  readonly #middleware: Middleware[] = [];
  /** Receives the middleware of observers. */
  readonly middlewareStack = {
    add: (middleware: Middleware): void => void this.#middleware.push(middleware),
  };

  /** @param endpoint Address that observers name */
  constructor(endpoint: URL) {
    this.#hostname = endpoint.hostname;
  }

  /** Sends the call through the middleware, the last one nearest to it. */
  async send(send: () => Promise<unknown>): Promise<unknown> {
    let handler: Handler = send;
    for (const middleware of this.#middleware.toReversed()) handler = middleware(handler);
    return await handler({ request: { hostname: this.#hostname } });
  }
}
