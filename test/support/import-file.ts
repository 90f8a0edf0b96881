import {
  type ImportedLine,
  type ImportFile,
  readImport,
} from '#guanzhu/contract/transfer/read-import.js';

/** A file as it comes in, in pieces of some size. */
export async function* piecesOf(
  bytes: Uint8Array,
  size = bytes.length,
): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** The lines of a file. */
export async function linesOf(
  bytes: Uint8Array,
  file: ImportFile,
  size?: number,
): Promise<readonly ImportedLine[]> {
  const lines: ImportedLine[] = [];
  for await (const line of readImport(piecesOf(bytes, size), file)) lines.push(line);
  return lines;
}

/** Texts of UTF-16 in either order, with its mark. */
export function utf16(text: string, order: 'le' | 'be'): Uint8Array {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
}

/** A text in an encoding of one or two bytes a character, by its decoder turned round. */
export function encoded(text: string, encoding: string): Uint8Array {
  const table = tableOf(encoding);
  return Buffer.concat(
    [...text].map((char) => {
      const bytes = table.get(char);
      if (!bytes) throw new Error(`${encoding} has no ${char}`);
      return bytes;
    }),
  );
}

/** Whether an encoding has a text's characters. */
export const hasAll = (text: string, encoding: string): boolean =>
  [...text].every((char) => tableOf(encoding).has(char));

const tables = new Map<string, ReadonlyMap<string, Uint8Array>>();

function tableOf(encoding: string): ReadonlyMap<string, Uint8Array> {
  const known = tables.get(encoding);
  if (known) return known;
  const table = new Map<string, Uint8Array>();
  const add = (...bytes: number[]) => {
    try {
      const char = new TextDecoder(encoding, { fatal: true }).decode(Uint8Array.from(bytes));
      if ([...char].length === 1 && !table.has(char)) table.set(char, Uint8Array.from(bytes));
    } catch {
      // No character has these bytes.
    }
  };
  for (let byte = 0; byte < 0x80; byte += 1) add(byte);
  for (let lead = 0x81; lead < 0xff; lead += 1) {
    for (let trail = 0x40; trail < 0xff; trail += 1) add(lead, trail);
  }
  tables.set(encoding, table);
  return table;
}
