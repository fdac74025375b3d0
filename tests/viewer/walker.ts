import type { Page } from "playwright-core";
import { type Browser, openBrowser } from "../support/browser.ts";

/** A browser that keeps what its pages complain of. */
export interface Walker extends AsyncDisposable {
  /** What pages have complained of: errors, and what their policy refused. */
  readonly complaints: readonly string[];
  /** Takes out what the browser tells of an answer that was asked for, so many times. */
  expect(words: string, times: number): void;
  /** Signs the browser in with the address that a viewer tells. */
  enter(address: string): Promise<void>;
  /** Opens an address, in light or dark. */
  open(address: string, scheme?: "light" | "dark"): Promise<Page>;
}

/** Starts a browser to walk a viewer with. */
export async function startWalker(): Promise<Walker> {
  const browser: Browser = await openBrowser();
  const complaints: string[] = [];
  return {
    complaints,
    expect(words, times) {
      for (let time = 0; time < times; time++) {
        const found = complaints.findIndex((complaint) => complaint.includes(words));
        if (found === -1) throw new Error(`There was no complaint of ${words}`);
        complaints.splice(found, 1);
      }
    },
    async enter(address) {
      const answer = await browser.request.get(address);
      if (!answer.ok()) throw new Error(`The viewer answered ${answer.status()} to ${address}`);
    },
    async open(address, colorScheme = "light") {
      const page = await browser.newPage();
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width: 1440, height: 900 });
      page.on("pageerror", (error) => complaints.push(error.stack ?? String(error)));
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") {
          complaints.push(message.text());
        }
      });
      await page.goto(address);
      return page;
    },
    [Symbol.asyncDispose]: () => browser[Symbol.asyncDispose](),
  };
}
