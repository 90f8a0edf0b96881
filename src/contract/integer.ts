import { isLosslessNumber } from 'lossless-json';

const jsonNumber = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** More digits than any integer of a request has. */
const mostDigits = 20;

/**
 * The digits of the integer that a JSON number stands for, or a text that is written like one: `3`,
 * `3.0`, `3e0` and `"3.0"` are one value. No digit is rounded; undefined for a fraction, for anything
 * over 20 digits, and for what is no number.
 */
export function readDigits(given: unknown): string | undefined {
  const text = typeof given === 'number' || isLosslessNumber(given) ? String(given) : given;
  if (typeof text !== 'string') return undefined;
  const [, sign, whole, fraction = '', exponent = '0'] = jsonNumber.exec(text) ?? [];
  if (sign === undefined || whole === undefined) return undefined;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const zeros = digits.length - significant.length - fraction.length + Number(exponent);
  if (zeros < 0 || significant.length + zeros > mostDigits) return undefined;
  return sign + significant + '0'.repeat(zeros);
}
