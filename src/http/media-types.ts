import type { ImportFormat } from '../contract/transfer/read-import.js';

/** What the refusal of a media type names. */
export const jsonBody = { expected: 'uncompressed application/json in UTF-8' };

/** What an import is sent as, by the names that lines of JSON and tables go by. */
export const formats: ReadonlyMap<string, ImportFormat> = new Map([
  ['application/x-ndjson', 'ndjson'],
  ['application/ndjson', 'ndjson'],
  ['application/jsonl', 'ndjson'],
  ['application/x-jsonlines', 'ndjson'],
  ['application/jsonlines', 'ndjson'],
  ['text/csv', 'csv'],
  ['text/tab-separated-values', 'csv'],
]);

/** What the refusal of another names. */
export const importTypes = {
  expected:
    'uncompressed application/x-ndjson or text/csv where it is an import, in UTF-8 or in what encoding=… names',
};

/** A media type, and its charset where that says more than the default that many clients add. */
export function mediaTypeOf(header: string): {
  readonly type: string;
  readonly charset: string | undefined;
} {
  const [type = ''] = header.toLowerCase().split(';');
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/.exec(header.toLowerCase())?.[1];
  const isDefault = charset === 'utf-8' || charset === 'utf8';
  return { type: type.trim(), charset: isDefault ? undefined : charset };
}

/** Whether a media type is asked for by its name, and not refused by a weight of 0. */
export function accepts(header: string, wanted: string): boolean {
  return header
    .toLowerCase()
    .split(',')
    .map((range) => range.split(';').map((part) => part.trim()))
    .some(
      ([type, ...rest]) => type === wanted && !rest.some((part) => /^q=0(?:\.0*)?$/.test(part)),
    );
}
