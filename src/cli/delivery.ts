import type { TestDelivery } from '../client/index.js';
import { exitCodes } from './failure.js';
import type { Printer } from './printer.js';
import { type Column, localTime } from './table.js';

/** Says what came of a test; a step that failed is a negative answer. */
export function printTest(print: Printer, result: TestDelivery): void {
  const { failedStep, durationMs, detail } = result;
  print.result(result, () =>
    failedStep === null
      ? `Taken in ${durationMs} ms.`
      : `Failed at ${failedStep}: ${detail} (after ${durationMs} ms).`,
  );
  if (failedStep !== null) process.exitCode = exitCodes.negative;
}

/** The columns of a delivery log, with the one that names what was delivered. */
export const attemptColumns = (what: string): readonly Column[] => [
  { title: 'At' },
  { title: what },
  { title: 'Attempt', align: 'right' },
  { title: 'Status' },
  { title: 'ms', align: 'right' },
  { title: 'Failed at' },
  { title: 'What went wrong' },
];

export function attemptRow(
  what: string,
  {
    at,
    attempt,
    status,
    durationMs,
    failedStep,
    detail,
  }: TestDelivery & { readonly at: number; readonly attempt: number },
): readonly string[] {
  return [
    localTime(at),
    what,
    String(attempt),
    status === null ? '' : String(status),
    String(durationMs),
    failedStep ?? '',
    detail,
  ];
}
