/**
 * A local service in a folder of its own, with the AWS SDK's clients over it.
 *
 * @module
 */
import crypto from "node:crypto";
import fs from "node:fs";
import sqlite from "node:sqlite";
import { S3 } from "@aws-sdk/client-s3";
import { SageMaker } from "@aws-sdk/client-sagemaker";
import { assertEquals, assertRejects } from "@std/assert";
import { createLocalService, type CreateLocalServiceOptions } from "../../src/local/service.ts";
import type { LocalService } from "../../src/local/service.ts";
import { openSqliteStore } from "../../src/local/store/sqlite.ts";
import type { LocalStore } from "../../src/local/store/store.ts";
import { fetchTransport } from "../../src/session/transport.ts";

/** A service under test. */
export interface TestService extends AsyncDisposable {
  readonly folder: string;
  readonly store: LocalStore;
  readonly service: LocalService;
  readonly sagemaker: SageMaker;
  readonly s3: S3;
  /** Sends an AWS JSON request as it is, and answers status and body. */
  call(operation: string, body: unknown): Promise<RawAnswer>;
}

/** An answer, not interpreted. */
export interface RawAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Opens the store of a folder with this runtime's modules. */
export function openStore(folder: string): LocalStore {
  return openSqliteStore({ folder, sqlite, fs, crypto });
}

/** Makes a service over a new folder, which is removed when it is disposed. */
export async function testService(
  options: Partial<CreateLocalServiceOptions> = {},
): Promise<TestService> {
  const folder = await Deno.makeTempDir();
  const store = options.store ?? openStore(folder);
  const service = createLocalService({ ...options, store });
  const common = {
    region: service.region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    endpoint: "http://runlog.local",
    requestHandler: fetchTransport((request) => service.fetch(request)),
    maxAttempts: 1,
  };
  return {
    folder,
    store,
    service,
    sagemaker: new SageMaker(common),
    s3: new S3({ ...common, forcePathStyle: true }),
    async call(operation, body) {
      const answer = await service.fetch(
        new Request("http://runlog.local/", {
          method: "POST",
          headers: { "x-amz-target": `SageMaker.${operation}` },
          body: typeof body === "string" ? body : JSON.stringify(body),
        }),
      );
      return { status: answer.status, body: await answer.json() };
    },
    async [Symbol.asyncDispose]() {
      await service.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Asserts that a call is refused with AWS's code, and with words that match. */
export async function assertRefused(
  call: () => Promise<unknown>,
  code: string,
  words: RegExp = /./,
): Promise<void> {
  const error = await assertRejects(call, Error);
  assertEquals(error.name, code, error.message);
  assertEquals(words.test(error.message), true, `${error.message} should match ${words}`);
}

/** A clock that moves one second whenever it is read. */
export function tickingClock(start = 1_700_000_000_000): () => number {
  let now = start;
  return () => now += 1_000;
}
