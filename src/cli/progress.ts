import { SingleBar } from 'cli-progress';

export interface Meter {
  add(amount: number): void;
  stop(): void;
}

/** Shows on a terminal how far long work has come; elsewhere it is silent. */
export function meter(verb: string, unit: string, total?: number): Meter {
  if (!process.stderr.isTTY) return { add: () => {}, stop: () => {} };
  const format =
    total === undefined
      ? `${verb} {value} ${unit} in {duration_formatted}`
      : `${verb} {bar} {percentage}% of {total} ${unit}, {eta_formatted} left`;
  const bar = new SingleBar({
    format,
    stream: process.stderr,
    hideCursor: true,
    formatValue: (value, _, type) =>
      type === 'value' || type === 'total' ? value.toFixed(1) : String(value),
  });
  bar.start(total ?? Number.MAX_SAFE_INTEGER, 0);
  return { add: (amount) => bar.increment(amount), stop: () => bar.stop() };
}
