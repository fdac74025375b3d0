/**
 * What every listing has in common: items one by one, or by the page. Browser-safe.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { REQUEST_OPTIONS, type RequestOptions } from "../session/request_options.ts";
import { checkOptions, type OptionNames } from "../options.ts";

/** Options of every listing. */
export interface ListingOptions extends RequestOptions {
  /**
   * Most items to give, in all.
   * @default every one
   */
  readonly maxResults?: number | undefined;
  /**
   * Where to go on: the `nextToken` of a page of the same listing.
   * @default the beginning
   */
  readonly nextToken?: string | undefined;
}

/** Some of a listing's items, and where to go on. */
export interface Page<Item> {
  /** The items. */
  readonly items: readonly Item[];
  /** Where to go on; undefined when there are no more. */
  readonly nextToken: string | undefined;
}

/** Items, one by one or by the page. Nothing is sent before they are iterated. */
export interface Listing<Item> extends AsyncIterable<Item> {
  /** The same by the page: one request each. */
  pages(): AsyncIterable<Page<Item>>;
}

/** AWS's largest page. */
const PAGE_SIZE = 100;

/** What a listing asks for one page. */
export interface PageRequest {
  /** How many items at most. */
  readonly maxResults: number;
  /** Where to go on; undefined for the first page. */
  readonly nextToken: string | undefined;
}

/** The names of {@linkcode ListingOptions}. */
export const LISTING_OPTIONS: OptionNames<ListingOptions> = {
  ...REQUEST_OPTIONS,
  maxResults: true,
  nextToken: true,
};

/**
 * A listing over whatever answers one page.
 *
 * @param action What fails when an option is out of range: `Cannot list runs`
 * @param options Limit and place
 * @param names The names of the listing's options
 * @param fetchPage Answers a page
 * @throws {ArgumentError} when `maxResults` is not a whole number from 1
 */
export function toListing<Item>(
  action: string,
  options: ListingOptions,
  names: Readonly<Record<string, true>>,
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
      const page = await fetchPage({ maxResults: Math.min(PAGE_SIZE, wanted), nextToken });
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
