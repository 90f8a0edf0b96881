/** Between half and all of a wait, so that those who failed together do not come back together. */
export function jittered(wait: number, randomise: (bytes: Uint8Array) => Uint8Array): number {
  const [high = 0, low = 0] = randomise(new Uint8Array(2));
  return Math.round(wait * (0.5 + (high * 256 + low) / 131_072));
}
