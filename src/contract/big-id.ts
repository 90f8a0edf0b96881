import Type, { type TObject, type TSchema, type TString, type TUnsafe } from 'typebox';
import { type Rule, rules } from '../domain/rule.js';
import { readDigits } from './integer.js';

/** What tells the text of a 64-bit id from other texts. */
const format = 'uint64';

const largest = 2n ** 64n - 1n;

export const bigIdRule: Rule = rules.integer(0n, largest);

/**
 * A request field that holds an unsigned 64-bit id: an integer in the document, and text here, since
 * no digit may be lost.
 */
export function bigId(description: string): TString {
  return Type.String({ description, format });
}

export function isBigId(schema: TSchema): boolean {
  return Type.IsString(schema) && 'format' in schema && schema.format === format;
}

/** The digits of an id that came as a number or as text; undefined for anything else. */
export function readBigId(given: unknown): string | undefined {
  const digits = readDigits(given);
  if (digits === undefined || digits.startsWith('-')) return undefined;
  return BigInt(digits) <= largest ? digits : undefined;
}

/** An array of which each item is read, and may fail, by itself: see `createBodyReader`. */
export function rows(row: TObject, maxItems: number): TUnsafe<readonly unknown[]> {
  return Type.Unsafe<readonly unknown[]>({ type: 'array', maxItems, rows: row });
}
