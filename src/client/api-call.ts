/** A success, with what its headers say. */
export interface ApiResponse<T> {
  readonly data: T;
  readonly status: number;
  /** Names the request in the server's log. */
  readonly requestId: string | undefined;
  /** Of a write: whether it altered anything. */
  readonly changed: boolean | undefined;
  /** Of a write: the position of the ledger that the reply is true at. */
  readonly revision: string | undefined;
  readonly headers: Headers;
}

/** A call under way. Await it for its data, or `withResponse()` for the headers' part too. */
export class ApiCall<T> implements Promise<T> {
  readonly [Symbol.toStringTag] = 'ApiCall';
  // The only promise there is until somebody asks for one: a failure is then reported once.
  readonly #response: Promise<ApiResponse<T>>;

  constructor(response: Promise<ApiResponse<T>>) {
    this.#response = response;
  }

  withResponse(): Promise<ApiResponse<T>> {
    return this.#response;
  }

  // biome-ignore lint/suspicious/noThenProperty: being awaitable is what it is for.
  then<A = T, B = never>(
    resolved?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#response.then(({ data }) => data).then(resolved, rejected);
  }

  catch<B = never>(rejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.then(undefined, rejected);
  }

  finally(settled?: (() => void) | null): Promise<T> {
    return this.then().finally(settled);
  }
}

/** One page of a list. */
export interface Page<Item> {
  items: Item[];
  /** Where the next page begins; null after the last one of a list. */
  nextCursor: string | null;
  hasMore: boolean;
}

/** How a list goes on: the items of its pages, and what asks for the page after one. */
export interface Paging<Item, P> {
  itemsOf(page: P): readonly Item[];
  /** @param sent the input that the page answered. @returns the next input; null after the last page. */
  inputAfter(page: P, sent: object): object | null;
}

/** A list: await it for one page, or iterate over the items of this page and all after it. */
export class ApiList<Item, P = Page<Item>> extends ApiCall<P> implements AsyncIterable<Item> {
  readonly #paging: Paging<Item, P>;
  readonly #input: object;
  readonly #load: (input: object) => Promise<ApiResponse<P>>;

  constructor(
    paging: Paging<Item, P>,
    input: object,
    load: (input: object) => Promise<ApiResponse<P>>,
  ) {
    super(load(input));
    this.#paging = paging;
    this.#input = input;
    this.#load = load;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const page of this.pages()) yield* this.#paging.itemsOf(page);
  }

  /** This page and all after it. */
  async *pages(): AsyncGenerator<P, void, undefined> {
    let { data: page } = await this.withResponse();
    yield page;
    let input = this.#paging.inputAfter(page, this.#input);
    while (input !== null) {
      ({ data: page } = await this.#load(input));
      yield page;
      input = this.#paging.inputAfter(page, input);
    }
  }
}
