import Type, { type TUnsafe } from 'typebox';
import { identifier } from '../fields.js';

// The fields that most calls of the graph API share.
export const username = Type.String({ description: 'An account, by its username', ...identifier });
export const identifierText = (description: string) => Type.String({ description, ...identifier });
export const appId = Type.String({ description: 'A device, by its appId', ...identifier });
export const revision = Type.String({
  description: 'A position of the ledger: opaque',
  maxLength: 64,
});
/** Microseconds since the Unix epoch. */
export const micros = (description: string) =>
  Type.Integer({ description: `${description}, in microseconds since 1970`, minimum: 0 });
/** Likewise, or null. */
export const maybeMicros = (text: string) =>
  Type.Union([Type.Integer({ description: `${text}, in microseconds since 1970` }), Type.Null()]);
export const cursor = Type.String({
  description: 'Where the page before ended: its nextCursor',
  maxLength: 4096,
});
export const limit = (fallback: number, maximum: number) =>
  Type.Integer({
    description: `The most items of a page, ${maximum} at most`,
    default: fallback,
    minimum: 1,
    maximum,
  });

/** A text that is one of a few words. */
export function oneOf<const Words extends readonly string[]>(
  words: Words,
  options: object = {},
): TUnsafe<Words[number]> {
  return Type.Unsafe<Words[number]>({ type: 'string', enum: [...words], ...options });
}

export const asOf = Type.String({
  description: 'A moment to read at: a revision, or a time such as 2026-01-31T12:00:00Z',
  maxLength: 64,
});
