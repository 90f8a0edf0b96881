import type { Username } from '../domain/account.js';

/** What the documented links begin with. Ours hold the username itself, so none needs to be kept. */
const linkPrefix = 'https://weixin.qq.com/f/';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text that an account's QR code encodes: the same for ever. */
export function qrLinkOf(username: Username): string {
  return linkPrefix + Buffer.from(username, 'utf8').toString('base64url');
}

/** Whether a scanned text is a link, of ours or not; any other text is a username. */
export function isLink(content: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(content);
}

/** The username in a link; undefined for a link that `qrLinkOf` did not make. */
export function usernameInLink(link: string): Username | undefined {
  const [, token] = /^https:\/\/weixin\.qq\.com\/f\/([\w-]+)$/.exec(link) ?? [];
  if (token === undefined) return undefined;
  try {
    const username = utf8.decode(Buffer.from(token, 'base64url'));
    return qrLinkOf(username) === link ? username : undefined;
  } catch {
    return undefined;
  }
}
