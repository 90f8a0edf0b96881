import { maskToken } from './token.js';

/** How much of a value a message shows, in characters. */
const mostShown = 60;
/** Of a number in a token's place that is shown whole: no more than of a token. */
const mostDigits = 4;
/** Members that hold what only their owner should know, and all that is in them. */
const secretFields = /(?:token|secret|password)s?(?:[.[].*)?$/is;
/** Members that hold an address, well written or not. */
const addressFields = /(?:url|proxyIp|headImg)(?:\[\d+\])?$/i;
/** Characters that a reader cannot see, or that turn the text around them. */
const unseen = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** A text as a message shows it: shortened, on one line, and without what only its owner should know. */
export function shownText(text: string, field = ''): string {
  return shortened(maskText(text, field));
}

/** A number in the same way. */
export function shownNumber(digits: string, field: string): string {
  return shortened(maskNumber(digits, field));
}

function shortened(text: string): string {
  const cut = [...text.slice(0, 4 * mostShown)];
  const short = cut.length > mostShown ? `${cut.slice(0, mostShown).join('')}…` : cut.join('');
  return short.replace(unseen, escaped);
}

/** A text in full, without what only its owner should know, by the member that it is given as. */
export function maskText(text: string, field = ''): string {
  if (isSecret(field)) return text === '' ? '' : maskToken(text);
  return addressFields.test(field) ? maskAddress(text) : maskUrl(text);
}

/** A number that a member has instead of a text. Few digits are no token: who sent them sees which. */
export function maskNumber(digits: string, field: string): string {
  return digits.length > mostDigits ? maskText(digits, field) : digits;
}

/** Whether all that a member holds is for its owner alone, whatever its type. */
export function isSecret(field: string): boolean {
  return secretFields.test(field);
}

/** A text without the password, the query and the fragment of an address that it may be. */
export function maskUrl(text: string): string {
  return text.includes('://') ? maskCredentials(text).replace(/[?#].*$/s, '?***') : text;
}

/** The same for what is meant as an address, though it may lack a scheme or have a crippled one. */
export function maskAddress(text: string): string {
  const schemed = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  return schemed ? maskUrl(text) : maskUrl(`://${text}`).slice('://'.length);
}

/** A text without what stands before the host of an address that it may be. */
function maskCredentials(text: string): string {
  const start = text.indexOf('://');
  const end = text.lastIndexOf('@');
  return start >= 0 && end > start ? `${text.slice(0, start)}://***${text.slice(end)}` : text;
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16).padStart(4, '0');
  return code > 0xffff ? `\\u{${digits}}` : `\\u${digits}`;
}
