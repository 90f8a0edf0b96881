import { invalidJson, parseStrictJson } from '../contract/strict-json.js';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
/**
 * Reads the body of a request, as `parseJsonBody`. One of no bytes is an object without members, and so
 * is `[]`: PHP writes an empty object so.
 */
export function parseRequestBody(bytes: Uint8Array): unknown {
  const value = bytes.length === 0 ? {} : parseJsonBody(bytes);
  return Array.isArray(value) && value.length === 0 ? {} : value;
}

/**
 * Reads a JSON body strictly: UTF-8 without faults or byte order mark, and as `parseStrictJson` says.
 *
 * @throws GuanzhuError `json_invalid`.
 */
export function parseJsonBody(bytes: Uint8Array): unknown {
  const text = decode(bytes);
  if (text.trim() === '') throw invalidJson('为空');
  if (text.startsWith('\uFEFF')) throw invalidJson('不可带BOM');
  return parseStrictJson(text);
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw invalidJson('须为UTF-8编码');
  }
}
