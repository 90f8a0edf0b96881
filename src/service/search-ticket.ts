import type { Username } from '../domain/account.js';
import type { Attribution } from '../domain/attribution.js';
import { GuanzhuError } from '../domain/errors.js';
import type { AccountPosition, SearchFilter, SearchInfo, SearchScope } from '../domain/search.js';
import type { Clock } from '../domain/time.js';
import type { Seal } from './seal.js';

export interface SearchTicketsOptions {
  readonly seal: Seal;
  readonly clock: Clock;
  randomise(bytes: Uint8Array): Uint8Array;
  /** How long what a search hands out is taken back, in seconds. */
  readonly ttl: number;
}

/** Where a search stands after a page. */
export interface SearchState {
  readonly searchId: string;
  readonly query: string;
  readonly scope: SearchScope;
  readonly filter: SearchFilter;
  /** Where the next page begins; null when there is none. */
  readonly position: AccountPosition | null;
  /** The number of the next page, from 0. */
  readonly page: number;
  /** Hits told so far. */
  readonly offset: number;
}

interface SealedState extends SearchState {
  readonly issued: number;
}

const docIdPrefix = 'finderacctv04';
/** More than any that is issued. */
const longestCookies = 8192;
const macBytes = 16;
const headBytes = 12;

/** What a search hands out, and what becomes of it when it is brought back. */
export class SearchTickets {
  readonly #options: SearchTicketsOptions;

  constructor(options: SearchTicketsOptions) {
    this.#options = options;
  }

  /** A new search's id: 20 decimal digits that fit 64 bits, as upstream's do. */
  newSearchId(): string {
    const [random = 0n] = new BigUint64Array(this.#options.randomise(new Uint8Array(8)).buffer);
    const least = 10n ** 19n;
    return String(least + (random % (2n ** 64n - least)));
  }

  /** The documented form: a JSON text with a newline behind it. The sealed part alone counts. */
  issueCookies(appId: string, state: SearchState): string {
    const sealed: SealedState = { ...state, issued: this.#now() };
    return this.#wrap(this.#options.seal.close(['search', appId], JSON.stringify(sealed)), state);
  }

  /** The state that `issueCookies` gave to this device, whatever white space stands round the text. */
  openCookies(appId: string, cookies: string): SealedState | undefined {
    const given = cookies.length > longestCookies ? undefined : parseObject(cookies);
    if (!given || typeof given.cookies_buffer !== 'string') return undefined;
    const payload = this.#options.seal.open(['search', appId], given.cookies_buffer);
    if (payload === undefined) return undefined;
    const state: SealedState = JSON.parse(payload);
    const whole = this.#wrap(given.cookies_buffer, state).trim() === JSON.stringify(given);
    return whole ? state : undefined;
  }

  isExpired(issued: number): boolean {
    return this.#now() - issued > this.#options.ttl;
  }

  /**
   * Proof that a search found an account, which tells the search even where its cookies are left out:
   * id, time and query, behind them the seal for this device and account.
   */
  issueDocId(appId: string, target: Username, { searchId, query }: Attributable): string {
    const head = Buffer.alloc(headBytes);
    head.writeBigUInt64BE(BigInt(searchId));
    head.writeUInt32BE(this.#now(), 8);
    const payload = Buffer.concat([head, Buffer.from(query, 'utf8')]);
    const mac = this.#options.seal.mac(docContext(appId, target), payload);
    return docIdPrefix + Buffer.concat([mac, payload]).toString('base64');
  }

  /**
   * The search that a follow of `target` came from; null when the caller names none.
   *
   * @throws GuanzhuError `search_info_invalid`, `search_info_expired`.
   */
  attribute(appId: string, target: Username, info: SearchInfo | null): Attribution | null {
    if (info === null || info.docId.trim() === '') return null;
    const invalid = () => new GuanzhuError('search_info_invalid', { toUserName: target });
    const doc = this.#openDocId(appId, target, info.docId);
    if (!doc) throw invalid();
    const { searchId, query, issued } = doc;
    if (info.searchId.trim() !== '' && info.searchId !== searchId) throw invalid();
    if (
      info.cookies.trim() !== '' &&
      this.openCookies(appId, info.cookies)?.searchId !== searchId
    ) {
      throw invalid();
    }
    if (this.isExpired(issued)) throw new GuanzhuError('search_info_expired');
    return { searchId, docId: info.docId, query };
  }

  #openDocId(appId: string, target: Username, docId: string) {
    if (!docId.startsWith(docIdPrefix)) return undefined;
    const text = docId.slice(docIdPrefix.length);
    const bytes = Buffer.from(text, 'base64');
    // One proof has one text: what decodes leniently is not it.
    if (bytes.length < macBytes + headBytes || bytes.toString('base64') !== text) return undefined;
    const payload = bytes.subarray(macBytes);
    const mac = bytes.subarray(0, macBytes);
    if (!this.#options.seal.proves(mac, docContext(appId, target), payload)) return undefined;
    return {
      searchId: String(payload.readBigUInt64BE()),
      issued: payload.readUInt32BE(8),
      query: payload.subarray(headBytes).toString('utf8'),
    };
  }

  #wrap(sealed: string, { query, page, offset }: SearchState): string {
    const cookies = {
      box_offset: 0,
      businessType: 14,
      cookies_buffer: sealed,
      doc_offset: offset,
      dup_bf: '',
      isHomepage: 0,
      page_cnt: page,
      query,
      scene: 123,
    };
    return `${JSON.stringify(cookies)}\n`;
  }

  /** Whole seconds. */
  #now(): number {
    return Math.floor(this.#options.clock.now() / 1_000_000);
  }
}

type Attributable = Pick<SearchState, 'searchId' | 'query'>;

function docContext(appId: string, target: Username): readonly string[] {
  return ['search result', appId, target];
}

function parseObject(text: string): { cookies_buffer?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
