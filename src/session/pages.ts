/**
 * Iterates over the items of a paged AWS listing.
 *
 * @module
 */

/** One page of an AWS listing. */
export interface Page<Item> {
  /** Items of the page. */
  readonly items: readonly Item[] | undefined;
  /** Token of the next page; undefined on the last one. */
  readonly nextToken: string | undefined;
}

/** The member of a request that selects the page; absent for the first page. */
export interface PageToken {
  /** Token from the previous page. */
  readonly NextToken?: string;
}

/** Yields every item of a paged listing, requesting pages as needed. */
export async function* allItems<Item>(
  fetchPage: (token: PageToken) => Promise<Page<Item>>,
): AsyncGenerator<Item> {
  let token: string | undefined;
  do {
    const { items, nextToken } = await fetchPage(token === undefined ? {} : { NextToken: token });
    yield* items ?? [];
    token = nextToken;
  } while (token !== undefined);
}
