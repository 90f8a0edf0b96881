import { LosslessNumber, parse } from 'lossless-json';
import { GuanzhuError } from '../domain/errors.js';

/** No documented body nests deeper than 6; a recursive parser must not meet what it cannot hold. */
const maxDepth = 32;

/**
 * Reads a JSON text strictly: no key twice with different values, no key that reaches a prototype, no
 * deep nesting. A number that is not written as an integer within ±2^53 stays a `LosslessNumber`, so
 * that no digit is lost and no fraction passes for an integer.
 *
 * @throws GuanzhuError `json_invalid`.
 */
export function parseStrictJson(text: string): unknown {
  if (isTooDeep(text))
    throw invalidJson(`嵌套超过${maxDepth}层`, `nests deeper than ${maxDepth} levels`);
  const value = parseText(text);
  // Only a text with one of these can hold a forbidden key, written out or escaped.
  if (/__proto__|constructor|\\u/.test(text)) refusePollution(value);
  return value;
}

/** @param why the reason in English, as it goes on after "it". */
export function invalidJson(reason: string, why?: string): GuanzhuError {
  return new GuanzhuError('json_invalid', { reason, ...(why !== undefined && { why }) });
}

function parseText(text: string): unknown {
  try {
    return parse(text, undefined, { parseNumber, onDuplicateKey: refuseDuplicateKey });
  } catch (error) {
    if (error instanceof GuanzhuError) throw error;
    const found = error instanceof Error ? error.message.slice(0, 120) : '';
    throw invalidJson('语法错误', `cannot be read (${found})`);
  }
}

/** Keys that reach an object's prototype where code copies them: no client sends them in earnest. */
function refusePollution(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    const prototype =
      key === 'constructor' && member instanceof Object && Object.hasOwn(member, 'prototype');
    if (key === '__proto__' || prototype) {
      throw invalidJson(
        `字段${JSON.stringify(key)}不可用`,
        `has the member ${JSON.stringify(key)}`,
      );
    }
    refusePollution(member);
  }
}

function parseNumber(text: string): unknown {
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  // Adding zero turns -0 into 0.
  return Number.isSafeInteger(value) ? value + 0 : new LosslessNumber(text);
}

function refuseDuplicateKey({ key }: { key: string }): never {
  const name = JSON.stringify(key.slice(0, 64));
  throw invalidJson(`字段${name}重复`, `has the member ${name} twice`);
}

/** Counts brackets outside strings; anything malformed is left for the parser to find. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (inString) {
      if (char === '\\') index += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') {
      inString = true;
    } else if (char === '{' || char === '[') {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (char === '}' || char === ']') {
      depth -= 1;
    }
  }
  return false;
}
