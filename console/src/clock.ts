/** What the server's clock is ahead of this page's stopwatch, in ms. */
interface Sample {
  readonly ahead: number;
  /** How far that may be wrong: half of the time that the question took. */
  readonly error: number;
  readonly at: number;
}

/** A clock drifts: what was measured so long ago, in ms, gives way to whatever is newer. */
const keptFor = 60_000;

let sample: Sample | undefined;

/** Takes the server's time out of its answer to a request that was sent at a time of the stopwatch. */
export function hearTime({ headers }: Response, sentAt: number): void {
  const micros = Number(headers.get('guanzhu-time') ?? Number.NaN);
  if (Number.isNaN(micros)) return;
  const at = performance.now();
  const error = (at - sentAt) / 2;
  if (sample && error > sample.error && at - sample.at < keptFor) return;
  sample = { ahead: micros / 1000 - sentAt - error, error, at };
}

/** The time by the server's clock, in ms since 1970: that of this computer may be wrong by any amount. */
export function serverNow(): number {
  return sample ? performance.now() + sample.ahead : Date.now();
}
