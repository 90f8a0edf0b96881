import { LosslessNumber, parse } from 'lossless-json';
import { GuanzhuError } from '../domain/errors.js';

/** No documented body nests deeper than 6; a recursive parser must not meet what it cannot hold. */
const maxDepth = 32;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads the body of a request, as `parseJsonBody`. One of no bytes is an object without members, and so
 * is `[]`: PHP writes an empty object so.
 */
export function parseRequestBody(bytes: Uint8Array): unknown {
  const value = bytes.length === 0 ? {} : parseJsonBody(bytes);
  return Array.isArray(value) && value.length === 0 ? {} : value;
}

/**
 * Reads a JSON text strictly: UTF-8 without faults or byte order mark, no key twice with different
 * values, no key that reaches a prototype, no deep nesting. A number that is not written as an integer within ±2^53
 * stays a `LosslessNumber`, so that no digit is lost and no fraction passes for an integer.
 *
 * @throws GuanzhuError `json_invalid`.
 */
export function parseJsonBody(bytes: Uint8Array): unknown {
  const text = decode(bytes);
  if (text.trim() === '') throw invalid('为空');
  if (text.startsWith('\uFEFF')) throw invalid('不可带BOM');
  if (isTooDeep(text)) throw invalid(`嵌套超过${maxDepth}层`);
  const value = parseText(text);
  // Only a text with one of these can hold a forbidden key, written out or escaped.
  if (/__proto__|constructor|\\u/.test(text)) refusePollution(value);
  return value;
}

function parseText(text: string): unknown {
  try {
    return parse(text, undefined, { parseNumber, onDuplicateKey: refuseDuplicateKey });
  } catch (error) {
    if (error instanceof GuanzhuError) throw error;
    throw invalid('语法错误');
  }
}

/** Keys that reach an object's prototype where code copies them: no client sends them in earnest. */
function refusePollution(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    const prototype =
      key === 'constructor' && member instanceof Object && Object.hasOwn(member, 'prototype');
    if (key === '__proto__' || prototype) throw invalid(`字段${JSON.stringify(key)}不可用`);
    refusePollution(member);
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw invalid('须为UTF-8编码');
  }
}

function parseNumber(text: string): unknown {
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  // Adding zero turns -0 into 0.
  return Number.isSafeInteger(value) ? value + 0 : new LosslessNumber(text);
}

function refuseDuplicateKey({ key }: { key: string }): never {
  throw invalid(`字段${JSON.stringify(key.slice(0, 64))}重复`);
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

function invalid(reason: string): GuanzhuError {
  return new GuanzhuError('json_invalid', { reason });
}
