import { maskToken } from './token.js';

/** How much of a value a message shows, in characters. */
const mostShown = 60;
/** Members that hold what only their owner should know. */
const secretFields = /(^|\.)(token|secret|password)$/i;
/** Characters that a reader cannot see, or that turn the text around them. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A text as a message shows it: shortened, on one line, and without what only its owner should know. */
export function shownText(text: string, field = ''): string {
  const open = secretFields.test(field) ? (text === '' ? '' : maskToken(text)) : maskUrl(text);
  const cut = [...open.slice(0, 4 * mostShown)];
  const short = cut.length > mostShown ? `${cut.slice(0, mostShown).join('')}…` : cut.join('');
  return short.replace(unseen, escaped);
}

/** A text without the password, the query and the fragment of an address that it may be. */
export function maskUrl(text: string): string {
  return text.includes('://') ? maskCredentials(text).replace(/[?#].*$/s, '?***') : text;
}

/** The same for what is meant as an address, though it may lack a scheme. */
export function maskAddress(text: string): string {
  return text.includes('://') ? maskUrl(text) : maskUrl(`://${text}`).slice('://'.length);
}

/** A text without what stands before the host of an address that it may be. */
export function maskCredentials(text: string): string {
  const start = text.indexOf('://');
  const end = text.lastIndexOf('@');
  return start >= 0 && end > start ? `${text.slice(0, start)}://***${text.slice(end)}` : text;
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16).padStart(4, '0');
  return code > 0xffff ? `\\u{${digits}}` : `\\u${digits}`;
}
