import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GuanzhuError } from '../../domain/errors.js';

interface ConsoleFile {
  readonly type: string;
  readonly etag: string;
  readonly cache: string;
  /** The bytes by content coding; the empty one is the file itself. */
  readonly codings: ReadonlyMap<string, Buffer>;
}

const page = 'text/html; charset=utf-8';
const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: page,
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** How many forms of the page are kept: no view lies deeper than a few folders. */
const mostPages = 8;

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
  readonly #pages = new Map<string, ConsoleFile>();

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
    const file = name.includes('.') ? this.#files.get(name) : this.#page(folderAbove(request.url));
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

  /** The page, whose files lie in the console's folder, seen from where the page is shown. */
  #page(above: string): ConsoleFile | undefined {
    const known = this.#pages.get(above);
    const bytes = this.#files.get('index.html')?.codings.get('');
    if (known || !bytes) return known;
    const text = bytes.toString('utf8').replaceAll('="./', `="${above}console/`);
    const made = asPage(Buffer.from(text));
    if (this.#pages.size < mostPages) this.#pages.set(above, made);
    return made;
  }
}

/** The way from a page to the folder that the console's is in: a proxy may have put others before it. */
function folderAbove(url: string): string {
  const [path = ''] = url.split(/[?#]/);
  const below = path.replace(/^\/+[^/]+/, '').split('/').length - 1;
  return below === 0 ? './' : '../'.repeat(below);
}

function asPage(bytes: Buffer): ConsoleFile {
  const codings = new Map([
    ['', bytes],
    ['br', brotliCompressSync(bytes)],
    ['gzip', gzipSync(bytes)],
  ]);
  return { type: page, etag: etagOf(bytes), cache: 'no-cache', codings };
}

const etagOf = (bytes: Buffer) =>
  `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;

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
    etag: etagOf(bytes),
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
