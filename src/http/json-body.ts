import { invalidJson, parseStrictJson } from '../contract/strict-json.js';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

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
