import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import { toProblem } from '../contract/problems.js';
import {
  type ImportFile,
  type ImportFormat,
  readImport,
} from '../contract/transfer/read-import.js';
import { GuanzhuError } from '../domain/errors.js';
import { UsageError } from './failure.js';

/** A file to import, or a pipe. */
export interface ImportSource {
  readonly file: string;
  /** In bytes; undefined for a pipe, which can be read once. */
  readonly size: number | undefined;
}

/** @throws UsageError when there is nothing to read. */
export function findSource(file: string): ImportSource {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) throw new UsageError(`${file} does not exist: name a file to import`);
  if (found.isDirectory()) throw new UsageError(`${file} is a folder: name a file to import`);
  return { file, size: found.isFile() ? found.size : undefined };
}

/** What a file holds, by its name, or else by how it begins. */
export function formatOf({ file, size }: ImportSource): ImportFormat {
  if (/\.(?:csv|tsv|tab)$/i.test(file)) return 'csv';
  if (size === undefined || /\.(?:ndjson|jsonl|json)$/i.test(file)) return 'ndjson';
  const start = Buffer.alloc(256);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, start);
  } finally {
    closeSync(handle);
  }
  // Marks and halves of UTF-16 are not letters.
  const letters = start.toString('latin1').replace(/[\0\xef\xbb\xbf\xfe\xff\s]/g, '');
  return letters === '' || /^[{[]/.test(letters) ? 'ndjson' : 'csv';
}

/**
 * Reads a file to its end before anything of it is sent, so that one that cannot be read, or was cut,
 * changes nothing.
 *
 * @returns the SHA-256 of the file; undefined for a pipe.
 * @throws Error with the line, the fault and the cure.
 */
export async function checkSource(
  { file, size }: ImportSource,
  given: ImportFile,
): Promise<string | undefined> {
  if (size === undefined) return undefined;
  const hash = createHash('sha256');
  const bytes = (async function* () {
    for await (const chunk of createReadStream(file)) {
      hash.update(chunk);
      yield chunk;
    }
  })();
  try {
    for await (const _ of readImport(bytes, given));
    return hash.digest('hex');
  } catch (error) {
    if (!(error instanceof GuanzhuError)) throw error;
    const { detail, code } = toProblem(error);
    throw new Error(`${file}: ${detail.replace(/\.$/, '')} (${code}); nothing was sent`);
  }
}

/** The bytes of a file as they are sent. */
export function openSource(
  { file }: ImportSource,
  onRead: (bytes: number) => void,
): ReadableStream<Uint8Array> {
  const stream = createReadStream(file);
  const chunks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) {
        controller.close();
        return;
      }
      onRead(value.length);
      controller.enqueue(new Uint8Array(value));
    },
    cancel() {
      stream.destroy();
    },
  });
}
