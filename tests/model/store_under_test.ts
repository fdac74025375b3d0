import { type LocalService, localService, serveLocal, serviceSession } from "../../src/local.ts";
import type { Session } from "../../mod.ts";
import type { RawAnswer } from "./answers.ts";
import { type Boto3Client, startBoto3 } from "./boto3_client.ts";
import type { AwsCommand } from "./command.ts";
import { type SdkClient, sdkClient } from "./sdk_client.ts";

const SILENT = { warn() {}, info() {}, error() {}, debug() {} };

/** A store in a folder that is emptied between trials, and the clients that reach it. */
export class StoreUnderTest implements AsyncDisposable {
  /** What the store's clock shows. */
  now = 0;
  readonly sdk: SdkClient = sdkClient((request) => this.#opened.service.fetch(request));
  #folder = "";
  #open: { readonly service: LocalService; readonly session: Session } | undefined;
  #server: Awaited<ReturnType<typeof serveLocal>> | undefined;
  #boto3: Boto3Client | undefined;

  /** The library's session over the store. */
  get session(): Session {
    return this.#opened.session;
  }

  get #opened() {
    if (!this.#open) throw new Error("The store is closed");
    return this.#open;
  }

  /** Opens an empty store. */
  async begin(): Promise<void> {
    await this.#end();
    this.#folder = await Deno.makeTempDir({ prefix: "runlog-model-" });
    await this.#start();
  }

  /** Closes the store and opens it again, while the clients stay. */
  async restart(): Promise<void> {
    await this.#opened.session[Symbol.asyncDispose]();
    await this.#start();
  }

  /** Sends requests with boto3. */
  async boto3(commands: readonly AwsCommand[]): Promise<readonly RawAnswer[]> {
    this.#boto3 ??= await this.#serve();
    return await this.#boto3.send(commands);
  }

  async #start(): Promise<void> {
    const service = await localService({ path: this.#folder, now: () => this.now, logger: SILENT });
    this.#open = { service, session: await serviceSession(service, { logger: SILENT }) };
  }

  /** Serves whatever is open at the time, so that boto3 outlives the store. */
  async #serve(): Promise<Boto3Client> {
    this.#server = await serveLocal({
      ...this.#opened.service,
      fetch: (request) => this.#opened.service.fetch(request),
    });
    return await startBoto3(this.#server);
  }

  async #end(): Promise<void> {
    if (!this.#open) return;
    await this.#open.session[Symbol.asyncDispose]();
    this.#open = undefined;
    await Deno.remove(this.#folder, { recursive: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#boto3?.[Symbol.asyncDispose]();
    await this.#server?.close();
    await this.#end();
  }
}
