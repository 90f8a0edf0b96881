/** Enough of a token to recognise it by, too little to use it. */
export function maskToken(token: string): string {
  return `${[...token].slice(0, 4).join('')}***`;
}
