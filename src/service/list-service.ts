import type { Username } from '../domain/account.js';
import type { Actor } from '../domain/actor.js';
import type { FollowRow } from '../domain/follow.js';
import type { FollowGraph } from '../domain/graph.js';
import type { PublicReads } from '../domain/public-reads.js';
import { brokenRule, rules } from '../domain/rule.js';
import type { MentionPage } from '../domain/store.js';
import type { Tenant } from '../domain/tenant.js';
import type { Micros } from '../domain/time.js';
import type { Cursor, FollowingList, MentionList, MentionRequest } from '../domain/view.js';
import type { Access } from './access.js';
import type { CursorSeal } from './cursor-seal.js';
import {
  type MentionNews,
  readTold,
  type ToldMentions,
  tellMore,
  writeTold,
} from './told-mentions.js';

export interface ListServiceOptions {
  readonly reads: PublicReads;
  readonly access: Access;
  readonly seal: CursorSeal;
  /** Within it, a follow that is given up and taken again is told once. */
  readonly mentionWindow: Micros;
}

/** The example shows no page size; clients follow the cursors. */
const pageSize = 20;

/** The lists of a caller: whom it follows, and who followed it. */
export class ListService implements Pick<FollowGraph, 'listFollowing' | 'listMentions'> {
  readonly #reads: PublicReads;
  readonly #access: Access;
  readonly #seal: CursorSeal;
  readonly #mentionWindow: Micros;

  constructor({ reads, access, seal, mentionWindow }: ListServiceOptions) {
    this.#reads = reads;
    this.#access = access;
    this.#seal = seal;
    this.#mentionWindow = mentionWindow;
  }

  async listFollowing(tenant: Tenant, actor: Actor, cursor: Cursor): Promise<FollowingList> {
    await this.#access.actor(tenant, actor);
    const { username } = actor;
    const context = ['followList', username];
    const after = readPlace(this.#open(context, cursor, 'lastBuffer'));
    // What was there at the page before must be there at this one, or it would be left out.
    if (after?.seen !== undefined) await this.#reads.reach(after.seen);
    // Asked for together: the total is live, so at most a commit lies between it and the rows.
    const [{ items, next, head }, { following }] = await Promise.all([
      this.#reads.listFollows(username, {
        side: 'following',
        order: 'newest',
        limit: pageSize,
        ...(after && { after: after.followedAt }),
      }),
      this.#reads.counts(username),
    ]);
    const last = items.at(-1);
    const end = last ? { username: last.account.username, followedAt: last.followedAt } : after;
    return {
      items,
      cursor: this.#seal.close(
        context,
        end ? `${head.revision} ${end.followedAt} ${end.username}` : '',
      ),
      hasMore: next !== null,
      total: following,
    };
  }

  async listMentions(
    tenant: Tenant,
    actor: Actor,
    { scene, cursor }: MentionRequest,
  ): Promise<MentionList> {
    await this.#access.actor(tenant, actor);
    const { username } = actor;
    const context = ['mentionList', username];
    const told = readTold(this.#open(context, cursor, 'lastBuff'));
    if (scene !== 'follow') return { mentions: [], cursor };
    const news = await this.#readNews(username, told);
    const mentions = [...news.newer.toReversed(), ...news.older];
    const then = tellMore(told, news);
    // Nothing signals the end but a cursor that stays: it goes on from there once there is news.
    if (!then || mentions.length === 0) return { mentions, cursor };
    return { mentions, cursor: this.#seal.close(context, writeTold(then)) };
  }

  /**
   * A page of what a caller has not been told. What began since fills it first, from the oldest on, and
   * what is older the rest: so what was told stays one stretch, and a page that is not full is the end.
   */
  async #readNews(username: Username, told: ToldMentions | undefined): Promise<MentionNews> {
    const window = this.#mentionWindow;
    const read = (page: Omit<MentionPage, 'window'>) =>
      this.#reads.mentions(username, { ...page, window });
    const newer = told ? await read({ limit: pageSize, order: 'oldest', from: told.newest }) : [];
    const limit = pageSize - newer.length;
    const from = told?.oldest;
    if (told && !from) return { newer, older: [], isWhole: true };
    if (limit === 0) return { newer, older: [], isWhole: false };
    const older = await read({ limit, order: 'newest', ...(from && { from }) });
    return { newer, older, isWhole: older.length < limit };
  }

  /** What a cursor holds; undefined for the start. A foreign one must not pass for the start. */
  #open(context: readonly string[], cursor: Cursor, field: string): string | undefined {
    if (cursor === '') return undefined;
    const payload = this.#seal.open(context, cursor, field);
    if (payload === undefined) throw brokenRule(field, rules.cursor, cursor);
    return payload === '' ? undefined : payload;
  }
}

/** Where a page ended, and what it was true at. */
interface Place extends FollowRow {
  readonly seen: string | undefined;
}

function readPlace(payload: string | undefined): Place | undefined {
  const [, seen, followedAt, username] = /^(?:(\w+) )?(\d+) (.*)$/s.exec(payload ?? '') ?? [];
  if (followedAt === undefined || username === undefined) return undefined;
  return { username, followedAt: Number(followedAt), seen };
}
