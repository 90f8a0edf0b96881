import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GuanzhuError } from '../../domain/errors.js';

interface ConsoleFile {
  readonly type: string;
  readonly etag: string;
  readonly cache: string;
  /** The bytes by content coding; the empty one is the file itself. */
  readonly codings: ReadonlyMap<string, Buffer>;
}

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** What a browser may do with the console's pages: nothing that comes from elsewhere. */
const policy = [
  "default-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The built console, under half a megabyte, held in memory: a request is answered from a table of known
 * names, so no path can lead out of the folder. Undefined when it has not been built.
 */
export class ConsoleFiles {
  readonly #files: ReadonlyMap<string, ConsoleFile>;

  private constructor(files: ReadonlyMap<string, ConsoleFile>) {
    this.#files = files;
  }

  static read(folder: string): ConsoleFiles | undefined {
    try {
      const names = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !/\.(br|gz|map)$/.test(entry.name))
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
      const files = new Map<string, ConsoleFile>();
      for (const name of names) files.set(name.split(sep).join('/'), readConsoleFile(folder, name));
      return files.has('index.html') ? new ConsoleFiles(files) : undefined;
    } catch {
      return undefined;
    }
  }

  /** Sends a file; for the address of a view, the page that draws it. */
  send(name: string, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const file = this.#files.get(name) ?? (name.includes('.') ? undefined : this.#page());
    if (!file) throw new GuanzhuError('not_found');
    reply
      .header('content-security-policy', policy)
      .header('x-content-type-options', 'nosniff')
      .header('x-frame-options', 'DENY')
      .header('referrer-policy', 'no-referrer')
      .header('cross-origin-opener-policy', 'same-origin')
      .header('cache-control', file.cache)
      .header('vary', 'accept-encoding')
      .header('etag', file.etag);
    if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
    const accepted = request.headers['accept-encoding'] ?? '';
    const coding = ['br', 'gzip'].find(
      (name) => new RegExp(`\\b${name}\\b(?!;q=0)`).test(accepted) && file.codings.has(name),
    );
    if (coding !== undefined) reply.header('content-encoding', coding);
    return reply.type(file.type).send(file.codings.get(coding ?? ''));
  }

  #page(): ConsoleFile | undefined {
    return this.#files.get('index.html');
  }
}

function readConsoleFile(folder: string, name: string): ConsoleFile {
  const bytes = readFileSync(join(folder, name));
  const codings = new Map<string, Buffer>([['', bytes]]);
  for (const [coding, ending] of [
    ['br', 'br'],
    ['gzip', 'gz'],
  ] as const) {
    const packed = readIfThere(join(folder, `${name}.${ending}`));
    if (packed) codings.set(coding, packed);
  }
  // A name with a hash of its content never means other content.
  const isHashed = name.startsWith('assets');
  return {
    type: types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
    cache: isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    codings,
  };
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
