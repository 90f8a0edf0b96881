/** Enough of a token to recognise it by, too little to use it. */
export function maskToken(token: string): string {
  const characters = [...token];
  return `${characters.slice(0, Math.min(4, characters.length - 1)).join('')}***`;
}

/** What a token is known by to its administrator: the beginning of its hash, in hexadecimal. */
export function tokenIdOf(hash: Uint8Array): string {
  return Array.from(hash.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function isTokenId(id: string): boolean {
  return /^[0-9a-f]{16}$/.test(id);
}
