import type { Username } from '../domain/account.js';
import type { AccountAt, AsOf, Pair } from '../domain/follow-reads.js';
import type { FollowList, FollowListRequest, GraphReads } from '../domain/graph-reads.js';
import type { History, HistoryRequest } from '../domain/history.js';
import type { LedgerHead } from '../domain/ledger-head.js';
import type { PublicReads } from '../domain/public-reads.js';
import type { Revision } from '../domain/revision.js';
import { brokenRule, rules } from '../domain/rule.js';
import type { Micros } from '../domain/time.js';
import type { CursorSeal } from './cursor-seal.js';
import { knownAccount } from './known-account.js';

/** Lists, relations and accounts, now and as of a moment. */
export class GraphReadService implements GraphReads, History {
  readonly #reads: PublicReads;
  readonly #seal: CursorSeal;

  constructor({ reads, seal }: { readonly reads: PublicReads; readonly seal: CursorSeal }) {
    this.#reads = reads;
    this.#seal = seal;
  }

  async getAccount(username: Username, asOf?: AsOf): Promise<AccountAt> {
    const moment = asOf && (await this.#reads.moment(asOf));
    const found = await knownAccount(this.#reads, username, moment?.at);
    return moment ? { ...found, head: moment } : found;
  }

  async listFollows(username: Username, request: FollowListRequest): Promise<FollowList> {
    const { side, order, limit, cursor, asOf } = request;
    const context = ['follows', username, side, order];
    const start = cursor === '' ? undefined : this.#open(context, cursor);
    const asked = asOf && (await this.#reads.moment(asOf));
    if (start && asked && start.asOf?.at !== asked.at) {
      throw brokenRule(
        'asOf',
        rules.sameMoment,
        'revision' in asOf ? asOf.revision : new Date(asOf.time / 1000).toISOString(),
      );
    }
    const moment = start ? start.asOf : asked;
    // What was there at the page before must be there at this one, or it would be left out.
    const seen = start?.asOf?.revision ?? start?.seen;
    if (seen !== undefined) await this.#reads.reach(seen);
    await knownAccount(this.#reads, username);
    const page = await this.#reads.listFollows(username, {
      side,
      order,
      limit,
      ...(start && { after: start.after }),
      ...(moment && { asOf: moment.at }),
    });
    return {
      items: page.items,
      nextCursor:
        page.next === null
          ? ''
          : this.#close(context, { after: page.next, asOf: moment, seen: page.head.revision }),
      hasMore: page.next !== null,
      revision: (moment ?? page.head).revision,
    };
  }

  async readHistory(username: Username, request: HistoryRequest) {
    await knownAccount(this.#reads, username);
    return this.#reads.history(username, request);
  }

  reach(revision: string): Promise<void> {
    return this.#reads.reach(revision);
  }

  async checkRelations(pairs: readonly Pair[], asOf?: AsOf) {
    const moment = asOf && (await this.#reads.moment(asOf));
    const { relations, head } = await this.#reads.relations(pairs, moment?.at);
    return { relations, revision: (moment ?? head).revision };
  }

  #close(context: readonly string[], place: Place): string {
    return this.#seal.close(context, JSON.stringify(place));
  }

  #open(context: readonly string[], cursor: string): Place {
    const payload = this.#seal.open(context, cursor);
    if (payload === undefined) throw brokenRule('cursor', rules.cursor, cursor);
    const place: Place = JSON.parse(payload);
    return place;
  }
}

/** What a cursor of a list holds. */
interface Place {
  readonly after: Micros;
  readonly asOf?: LedgerHead | undefined;
  /** What the page before was true at. */
  readonly seen?: Revision;
}
