import Type, { type TUnsafe } from 'typebox';
import { identifier, int64 } from '../fields.js';
import { documentedFollow } from '../follow-example.js';

// The fields that most calls of the graph API share.
const account = { description: 'An account, by its username', ...identifier };
const { myUserName, toUserName } = documentedFollow.request;
export const username = Type.String({ ...account, examples: [myUserName] });
export const otherUsername = Type.String({ ...account, examples: [toUserName] });
export const identifierText = (description: string) => Type.String({ description, ...identifier });
export const appId = Type.String({ description: 'A device, by its appId', ...identifier });
/** Microseconds since the Unix epoch. */
export const micros = (description: string) =>
  int64({ description: `${description}, in microseconds since 1970`, minimum: 0 });
/** Likewise, or null. */
export const maybeMicros = (text: string) =>
  Type.Union([int64({ description: `${text}, in microseconds since 1970` }), Type.Null()]);
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
