import { TextDecoder } from 'node:util';

/** The encodings that an import reads when they are named; the first three also by their marks. */
export const encodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'gbk',
  'gb18030',
  'big5',
  'shift_jis',
  'euc-kr',
  'windows-1252',
] as const;

export type Encoding = (typeof encodings)[number];

/** An encoding by its name, in any case; undefined for another. */
export function findEncoding(name: string): Encoding | undefined {
  const wanted = name.toLowerCase();
  return encodings.find((known) => known === wanted || known === aliases[wanted]);
}

const aliases: Readonly<Record<string, Encoding>> = {
  utf8: 'utf-8',
  'utf-16': 'utf-16le',
  utf16: 'utf-16le',
  gb2312: 'gbk',
  cp936: 'gbk',
  cp950: 'big5',
  latin1: 'windows-1252',
  'iso-8859-1': 'windows-1252',
};

/** What a file's first bytes say: a mark, or the zeros that UTF-16 has in every plain letter. */
export function markedEncoding([first, second, third]: Uint8Array): Encoding | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (second === 0 && first !== undefined && first !== 0) return 'utf-16le';
  return first === 0 && second !== undefined && second !== 0 ? 'utf-16be' : undefined;
}

/** Whether a strict decoder takes the bytes, of which a last character may be cut. */
export function decodes(bytes: Uint8Array, encoding: Encoding): boolean {
  try {
    // Bytes without a meaning of their own come out as controls: no text holds those.
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
    return encoding.startsWith('utf') || !unmapped.test(text);
  } catch {
    return false;
  }
}

/** What the decoders make of bytes that an encoding has no character for. */
export const unmapped = /[\u0080-\u009f\ue000-\uf8ff\ufffd]/;

/** The encodings that bytes which are no UTF-8 can be read in, the likeliest first. */
export function fittingEncodings(bytes: Uint8Array): readonly Encoding[] {
  return likely
    .filter(({ encoding }) => decodes(bytes, encoding))
    .map(({ encoding, isCommon }) => ({ encoding, common: countPairs(bytes, isCommon) }))
    .toSorted((one, other) => other.common - one.common)
    .map(({ encoding }) => encoding);
}

/** Where each encoding has its commonest characters, by the first and second byte of one. */
const likely: readonly {
  readonly encoding: Encoding;
  readonly isCommon: (lead: number, trail: number) => boolean;
}[] = [
  {
    encoding: 'gbk',
    isCommon: (lead, trail) => lead >= 0xb0 && lead <= 0xd7 && trail >= 0xa1,
  },
  {
    encoding: 'big5',
    isCommon: (lead, trail) =>
      lead >= 0xa4 && lead <= 0xc6 && (trail >= 0xa1 || (trail >= 0x40 && trail <= 0x7e)),
  },
  {
    encoding: 'shift_jis',
    isCommon: (lead, trail) =>
      (lead === 0x82 && trail >= 0x9f && trail <= 0xf1) ||
      (lead === 0x83 && trail >= 0x40 && trail <= 0x96),
  },
  // Its syllables lie among the commonest of GBK: only what GBK has not tells it.
  { encoding: 'euc-kr', isCommon: () => false },
  { encoding: 'windows-1252', isCommon: () => false },
];

function countPairs(bytes: Uint8Array, fits: (lead: number, trail: number) => boolean): number {
  let count = 0;
  for (let at = 0; at + 1 < bytes.length; at += 1) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) continue;
    if (fits(lead, bytes[at + 1] ?? 0)) count += 1;
    at += 1;
  }
  return count;
}
