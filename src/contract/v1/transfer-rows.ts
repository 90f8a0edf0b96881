import Type, { type Static } from 'typebox';
import type { Attribution } from '../../domain/attribution.js';
import { asGuanzhuError, GuanzhuError, type Refusal } from '../../domain/errors.js';
import { brokenRule, rules } from '../../domain/rule.js';
import type { ExportedAccount, ImportRow, TransferRow } from '../../domain/transfer.js';
import { createBodyReader } from '../body-reader.js';
import { identifier } from '../fields.js';
import { checkNewIdentifier } from '../new-identifier.js';
import { micros, oneOf, username } from './fields.js';

const text = Type.String({ default: '', maxLength: 4096 });

const accountRow = Type.Object({
  username,
  nickname: text,
  headUrl: text,
  signature: text,
  coverImgUrl: text,
  liveCoverImgUrl: text,
  country: text,
  province: text,
  city: text,
  sex: Type.Integer({ default: 0, minimum: 0, maximum: 2 }),
  anchorStatusFlag: Type.Integer({ default: 2048, minimum: 0, maximum: 2 ** 31 - 1 }),
  state: oneOf(['active', 'suspended', 'deleted'], { default: 'active' }),
});

const followRow = Type.Object({
  follower: username,
  target: username,
  followedAt: Type.Optional(micros('When the follow began; absent: now')),
  roleType: Type.Integer({ default: 3, enum: [1, 3] }),
  device: Type.Optional(Type.String(identifier)),
  searchId: Type.Optional(Type.String({ maxLength: 64 })),
  docId: Type.Optional(Type.String({ maxLength: 1024 })),
  query: Type.Optional(Type.String({ maxLength: 4096 })),
});

/** The columns of the two kinds of row, in their order: the header of a CSV file. */
export const accountColumns = Object.keys(accountRow.properties);
export const followColumns = Object.keys(followRow.properties);
/** Those that hold whole numbers. */
export const numberColumns = ['sex', 'anchorStatusFlag', 'roleType'] as const;

/** What a row looks like outside: flat, so that it is a line of CSV as well. */
export type WireRow =
  | ({ readonly kind: 'account' } & Static<typeof accountRow>)
  | ({ readonly kind: 'follow' } & Static<typeof followRow>);

export function toWireRow(row: TransferRow): WireRow {
  if (row.kind === 'account') {
    const { account, state } = row;
    return { kind: 'account', username: account.username, ...account.profile, state };
  }
  const { kind, follower, target, followedAt, roleType, device, attribution } = row;
  return {
    kind,
    follower,
    target,
    followedAt,
    roleType,
    ...(device !== null && { device }),
    ...attribution,
  };
}

const readAccount = createBodyReader(accountRow);
const readFollow = createBodyReader(followRow);

const kinds = {
  account: new Set(['kind', ...accountColumns]),
  follow: new Set(['kind', ...followColumns]),
} as const;

export interface RowRules {
  readonly ignoreUnknown: boolean;
  /** Whether names are taken that nothing new may have. */
  readonly asExported: boolean;
  /** Says more of a member that is not known. */
  suggest(name: string): string;
}

/**
 * A row as it came in, read by its members: one with a `follower` or a `target` is a follow. What cannot be read
 * becomes the refusal that says why.
 */
export function readTransferRow(
  given: Readonly<Record<string, unknown>>,
  { ignoreUnknown, asExported, suggest }: RowRules,
): ImportRow | { readonly refusal: Refusal } {
  try {
    const isFollow = 'follower' in given || ('target' in given && !('username' in given));
    const kind = isFollow ? 'follow' : 'account';
    if (given.kind !== undefined && given.kind !== kind) {
      throw brokenRule('kind', rules.oneOf([kind]), given.kind);
    }
    const unknown = Object.keys(given).find((name) => !kinds[kind].has(name));
    if (unknown !== undefined && !ignoreUnknown) {
      throw new GuanzhuError('parameter_unknown', {
        field: unknown.slice(0, 64),
        kind: kind === 'follow' ? 'a follow' : 'an account',
        suggestion: suggest(unknown),
      });
    }
    const names: readonly ('username' | 'follower' | 'target')[] = isFollow
      ? ['follower', 'target']
      : ['username'];
    for (const name of names) {
      const value = given[name];
      if (typeof value === 'string' && !asExported) checkNewIdentifier(name, value);
    }
    return isFollow ? toFollow(readFollow(given)) : toAccount(readAccount(given));
  } catch (error) {
    return { refusal: asGuanzhuError(error).refusal };
  }
}

function toAccount({ username, state, ...profile }: Static<typeof accountRow>): ExportedAccount {
  return { kind: 'account', account: { username, profile }, state };
}

function toFollow(row: Static<typeof followRow>): ImportRow {
  const { follower, target, followedAt = null, device = null } = row;
  const { kind, roleType } = { kind: 'follow', roleType: row.roleType === 1 ? 1 : 3 } as const;
  return { kind, follower, target, followedAt, roleType, device, attribution: toAttribution(row) };
}

/** All of it or none: a search that is half named would be dropped without a word. */
function toAttribution({ searchId, docId, query }: Static<typeof followRow>): Attribution | null {
  if (!searchId && !docId && !query) return null;
  if (!searchId) throw new GuanzhuError('parameter_missing', { field: 'searchId' });
  if (!docId) throw new GuanzhuError('parameter_missing', { field: 'docId' });
  // A table has no cell that is there and empty.
  return { searchId, docId, query: query ?? '' };
}
