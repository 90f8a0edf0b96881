/** Enough of a token to recognise it by, too little to use it. */
export function maskToken(token: string): string {
  const characters = [...token];
  return `${characters.slice(0, Math.min(4, characters.length - 1)).join('')}***`;
}
