import type { TSchema } from 'typebox';
import { type Found, lengthFound, type Rule, rules } from '../domain/rule.js';

/** One thing that a text has to keep to. */
export interface TextCheck {
  readonly rule: Rule;
  holds(text: string): boolean;
  /** What is told in the place of the text. */
  found?(text: string): Found;
}

/** A pattern with the words for it: a reader cannot be told a regular expression. */
export function worded(pattern: string, rule: Rule): { pattern: string; 'x-rule': Rule } {
  return { pattern, 'x-rule': rule };
}

/** What the schema of a text asks of it, each with its rule: no text of a limit is written twice. */
export function textChecks(schema: TSchema, field: string): readonly TextCheck[] {
  const checks: TextCheck[] = [
    {
      rule: rules.wellFormed,
      // A lone surrogate has no UTF-8 form, and PostgreSQL's texts hold no NUL: neither could be stored
      // as it was sent.
      holds: (text) => !/[\p{Surrogate}\0]/u.test(text),
    },
  ];
  const least = numberOf(schema, 'minLength') ?? 0;
  const most = numberOf(schema, 'maxLength');
  if (most !== undefined) {
    checks.push({
      rule: rules.characters(least, most),
      holds: (text) => isBetween(text, least, most),
      found: (text) => lengthFound([...text].length),
    });
  }
  if ('pattern' in schema && typeof schema.pattern === 'string') {
    const pattern = new RegExp(schema.pattern, 'u');
    checks.push({ rule: wordsOf(schema, field), holds: (text) => pattern.test(text) });
  }
  const words = enumOf(schema);
  if (words) checks.push({ rule: rules.oneOf(words), holds: (text) => words.includes(text) });
  return checks;
}

/** What the schema of an integer asks of it. */
export function integerCheck(schema: TSchema): {
  readonly rule: Rule;
  holds(integer: number): boolean;
} {
  const words = enumOf(schema);
  if (words) return { rule: rules.oneOf(words), holds: (integer) => words.includes(integer) };
  const least = numberOf(schema, 'minimum') ?? -Infinity;
  const most = numberOf(schema, 'maximum') ?? Infinity;
  return {
    rule: rules.integer(least, most),
    holds: (integer) => integer >= least && integer <= most,
  };
}

/** The length counts code points, as JSON Schema does; no text is shorter in UTF-16 units. */
function isBetween(text: string, least: number, most: number): boolean {
  if (text.length <= most) return text.length >= least && (least < 2 || [...text].length >= least);
  return text.length <= 2 * most && [...text].length <= most;
}

function wordsOf(schema: TSchema, field: string): Rule {
  const words: unknown = 'x-rule' in schema ? schema['x-rule'] : undefined;
  if (typeof words === 'object' && words !== null && 'en' in words && 'zh' in words) {
    return { en: String(words.en), zh: String(words.zh) };
  }
  throw new Error(`${field}: its pattern has no words: see worded`);
}

function enumOf(schema: TSchema): readonly (string | number)[] | undefined {
  if (!('enum' in schema) || !Array.isArray(schema.enum)) return undefined;
  return schema.enum.filter((word) => typeof word === 'string' || typeof word === 'number');
}

function numberOf(schema: TSchema, keyword: 'minLength' | 'maxLength' | 'minimum' | 'maximum') {
  const value: unknown = keyword in schema ? Reflect.get(schema, keyword) : undefined;
  return typeof value === 'number' ? value : undefined;
}
