/**
 * Iterates over listings, item by item or page by page.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { REQUEST_OPTIONS, type RequestOptions } from "../session/request_options.ts";
import { type AnyKinds, checkOptions, type OptionKinds } from "../options.ts";
import type { Kind } from "../kinds.ts";
import { codeOf } from "../session/aws_errors.ts";

/** Options of every listing. */
export interface ListingOptions extends RequestOptions {
  /**
   * Maximum number of items in total, 1 or more.
   * @default every item
   */
  readonly maxResults?: number | undefined;
  /**
   * Starting point: the `nextToken` of a page of the same listing.
   * @default the beginning
   */
  readonly nextToken?: string | undefined;
}

/** One page of a listing. */
export interface Page<Item> {
  /** Items of this page. */
  readonly items: readonly Item[];
  /** Token of the next page; undefined if there are no more items. */
  readonly nextToken: string | undefined;
}

/** Items to iterate over, one by one or page by page. No request is sent before iteration starts. */
export interface Listing<Item> extends AsyncIterable<Item> {
  /** Returns the items page by page, one request per page. */
  pages(): AsyncIterable<Page<Item>>;
}

/** Maximum page size of AWS. */
const PAGE_SIZE = 100;

/** Request for one page of a listing. */
export interface PageRequest {
  /** Maximum number of items. */
  readonly maxResults: number;
  /** Token of the page; undefined for the first page. */
  readonly nextToken: string | undefined;
}

/** A token, whose content only the service can check. */
const TOKEN: Kind = {
  rule: "be the nextToken of a page",
  allows: (value) => typeof value === "string" && value.length > 0 && value.length <= 8_192,
};

/** The names of {@linkcode ListingOptions}. */
export const LISTING_OPTIONS: OptionKinds<ListingOptions> = {
  ...REQUEST_OPTIONS,
  maxResults: true,
  nextToken: TOKEN,
};

/**
 * Creates a listing from a function that fetches one page.
 *
 * @param action The failed action for error messages, such as `Cannot list runs`
 * @param options Limit and starting point
 * @param names The names of the listing's options
 * @param fetchPage Called for each page
 * @throws {ArgumentError} If `maxResults` is not a whole number from 1
 */
export function toListing<Item>(
  action: string,
  options: ListingOptions,
  names: AnyKinds,
  fetchPage: (request: PageRequest) => Promise<Page<Item>>,
): Listing<Item> {
  checkOptions(action, options, names);
  const { maxResults = Infinity } = options;
  if (maxResults !== Infinity && !(Number.isSafeInteger(maxResults) && maxResults >= 1)) {
    const rule = "be a whole number from 1";
    throw new ArgumentError(action, { argument: "maxResults", value: maxResults, rule });
  }
  const pages = async function* (): AsyncGenerator<Page<Item>> {
    let wanted = maxResults;
    let { nextToken } = options;
    do {
      const request = { maxResults: Math.min(PAGE_SIZE, wanted), nextToken };
      const page = await fetchPage(request).catch((cause) => {
        const isGiven = nextToken !== undefined && nextToken === options.nextToken;
        if (!isGiven || codeOf(cause) !== "ValidationException") throw cause;
        const { rule } = TOKEN;
        throw new ArgumentError(action, { argument: "nextToken", value: nextToken, rule }, {
          cause,
        });
      });
      nextToken = page.nextToken;
      wanted -= page.items.length;
      yield page;
    } while (nextToken !== undefined && wanted > 0);
  };
  return {
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const { items } of pages()) yield* items;
    },
  };
}
