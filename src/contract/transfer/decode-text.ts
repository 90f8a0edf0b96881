import { TextDecoder } from 'node:util';
import type { GuanzhuError } from '../../domain/errors.js';
import { decodes, type Encoding, fittingEncodings, markedEncoding, unmapped } from './encoding.js';
import { LineCount } from './line-ends.js';
import { Utf8Signs } from './utf8-signs.js';

/** Makes the error that a file as a whole ends in. */
export type Refuse = (reason: string) => GuanzhuError;

/** How long a line may be before it is cut, to be put together again later. */
const longestPiece = 64 * 1024;

/**
 * The text of a file, some lines at a time, without its byte order mark. Nothing is replaced: bytes
 * that the encoding has no character for refuse the file, with the line and the likely encoding.
 */
export async function* decodeText(
  bytes: AsyncIterable<Uint8Array>,
  wanted: Encoding | undefined,
  refuse: Refuse,
): AsyncGenerator<string> {
  let encoding: Encoding = 'utf-8';
  let decoder: TextDecoder | undefined;
  const lines = new LineCount();
  const signs = new Utf8Signs();
  let taken = 0;
  let half: Buffer = Buffer.alloc(0);
  for await (const piece of wholeLines(bytes)) {
    if (!decoder) {
      const binary = binaryKind(piece);
      if (binary !== undefined) throw refuse(binary);
      const marked = markedEncoding(piece);
      if (wanted && marked && marked !== wanted) {
        throw refuse(
          `the file is ${nameOf(marked)}, not ${nameOf(wanted)}: leave the encoding out`,
        );
      }
      encoding = wanted ?? marked ?? 'utf-8';
      decoder = new TextDecoder(encoding, { fatal: true });
    }
    const text = decode(decoder, piece);
    if (text === undefined || (!encoding.startsWith('utf') && unmapped.test(text))) {
      throw refuse(faultIn(Buffer.concat([half, piece]), lines, encoding));
    }
    if (wanted && !encoding.startsWith('utf') && signs.areSeen(piece, encoding)) {
      throw refuse(`the file is UTF-8, not ${nameOf(encoding)}: leave the encoding out`);
    }
    // A piece of UTF-16 ends at a byte that may be half of a character.
    taken += piece.length;
    if (encoding.startsWith('utf-16') && taken % 2 === 1) half = piece.subarray(-1);
    else half = Buffer.alloc(0);
    lines.add(text);
    yield text;
  }
  if (decoder && decode(decoder) === undefined) {
    throw refuse(`line ${lines.line} ends inside a character: the file was cut`);
  }
}

function decode(decoder: TextDecoder, piece?: Uint8Array): string | undefined {
  try {
    return piece ? decoder.decode(piece, { stream: true }) : decoder.decode();
  } catch {
    return undefined;
  }
}

/** Cuts at line ends, so that what cannot be decoded is known by its line. */
async function* wholeLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of bytes) {
    const all = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    const end = all.lastIndexOf(10) + 1;
    const cut = end === 0 && all.length >= longestPiece ? afterCr(all) : end;
    if (cut > 0) yield all.subarray(0, cut);
    rest = all.subarray(cut);
  }
  if (rest.length > 0) yield rest;
}

/** Where the last line of what has CR alone begins; the end of what has no lines. */
const afterCr = (bytes: Buffer) => bytes.subarray(0, -1).lastIndexOf(13) + 1 || bytes.length;

function faultIn(piece: Buffer, lines: LineCount, encoding: Encoding): string {
  let [sound, faulty] = [0, piece.length];
  while (sound + 1 < faulty) {
    const middle = Math.floor((sound + faulty) / 2);
    if (decodes(piece.subarray(0, middle), encoding)) sound = middle;
    else faulty = middle;
  }
  const before = piece.subarray(0, sound);
  lines.add(new TextDecoder(encoding).decode(before, { stream: true }));
  const { line } = lines;
  if (encoding !== 'utf-8') {
    return `line ${line} is not ${nameOf(encoding)}: leave the encoding out, or name the one that the file was saved in`;
  }
  const start = Math.max(before.lastIndexOf(10), before.lastIndexOf(13)) + 1;
  const rest = piece.subarray(start, start + longestPiece);
  const fitting = fittingEncodings(rest);
  const [likely] = fitting;
  if (likely === undefined) {
    return `line ${line} is not UTF-8, nor any other encoding that is read here: save the file as UTF-8`;
  }
  if (fitting.length === 1) {
    return `line ${line} is not UTF-8 but ${nameOf(likely)}, as it seems: name that with encoding=${likely} (--encoding ${likely}), or save the file as UTF-8`;
  }
  // What is the same in all of them tells nothing.
  const first = rest.findIndex((byte) => byte >= 0x80);
  const shown = rest.subarray(Math.max(0, first - 8), first + 48);
  const readings = fitting.map((name) => `as ${name} ${startOf(shown, name)}`).join(', ');
  return `line ${line} is not UTF-8. It reads ${readings}: name the one that is right with encoding=…, such as --encoding ${likely}, or save the file as UTF-8`;
}

function startOf(bytes: Uint8Array, encoding: Encoding): string {
  const text = new TextDecoder(encoding).decode(bytes, { stream: true });
  return JSON.stringify([...(text.split(/[\r\n]/)[0] ?? '')].slice(0, 20).join(''));
}

const nameOf = (encoding: Encoding) => encoding.toUpperCase();

const startsWith = (bytes: Uint8Array, ...start: readonly number[]) =>
  start.every((byte, index) => bytes[index] === byte);

/** What a file is that holds no text, with what to do instead. */
function binaryKind(bytes: Buffer): string | undefined {
  if (startsWith(bytes, 0x50, 0x4b, 0x03, 0x04)) {
    return 'the file is a workbook (.xlsx, .ods) or another zip file: save it as CSV UTF-8';
  }
  if (startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) {
    return 'the file is a workbook (.xls): save it as CSV UTF-8';
  }
  if (startsWith(bytes, 0x1f, 0x8b)) return 'the file is compressed by gzip: unpack it first';
  if (startsWith(bytes, 0x28, 0xb5, 0x2f, 0xfd)) {
    return 'the file is compressed by zstd: unpack it first';
  }
  if (bytes.subarray(0, 15).toString('latin1') === 'SQLite format 3') {
    return 'the file is an SQLite database, as a backup is: start a server on it instead';
  }
  if (startsWith(bytes, 0xff, 0xfe, 0, 0) || startsWith(bytes, 0, 0, 0xfe, 0xff)) {
    return 'the file is UTF-32: save it as UTF-8';
  }
  return undefined;
}
