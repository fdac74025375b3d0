/**
 * AWS's pages, one item after the other. Browser-safe.
 *
 * @module
 */

/** One page of an AWS listing. */
export interface Page<Item> {
  /** Its items. */
  readonly items: readonly Item[] | undefined;
  /** Where to go on. */
  readonly nextToken: string | undefined;
}

/** The token member of a request; absent for the first page. */
export interface PageToken {
  /** Where to go on. */
  readonly NextToken?: string;
}

/** Every item of a paged listing. */
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
