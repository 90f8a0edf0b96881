import { isLosslessNumber } from 'lossless-json';
import { GuanzhuError } from '../../domain/errors.js';
import { brokenRule, rules } from '../../domain/rule.js';
import type { Micros } from '../../domain/time.js';
import { readTime } from '../v1/as-of.js';
import { rounded, whyNotMeant } from './table-cells.js';

const field = 'followedAt';

/** What no date is longer than: what comes after may try expressions on it. */
const longest = 64;

/** Microseconds from March 1973 on, which no other unit has as many digits of before the year 5000. */
const leastMicros = 1e14;
/** The other units are known by the dates that they give between 1973 and 2100. */
const units = [
  { factor: 1_000_000, least: 1e8, most: 4.1e9 },
  { factor: 1000, least: 1e11, most: 4.1e12 },
] as const;

/** A moment as tables hold it: a text that no spreadsheet takes for a number or a date of its own. */
export function writeFollowDate(micros: Micros): string {
  const date = new Date(Math.floor(micros / 1000)).toISOString();
  return date.replace(/Z$/, `${String(micros % 1000).padStart(3, '0')}Z`);
}

/**
 * When a follow began, as files have it: a time of RFC 3339, or a number whose unit its size tells.
 *
 * @param options.asExported that a number is of microseconds, whatever its size.
 * @param options.isExported that it stands in a row of an export, whose numbers are of microseconds.
 * @throws GuanzhuError `value_unclear`, `parameter_invalid`.
 */
export function readFollowDate(given: unknown, options: DateOptions): Micros {
  const text = typeof given === 'number' || isLosslessNumber(given) ? String(given) : given;
  if (typeof text !== 'string') throw brokenRule(field, rules.followDate, given);
  if (text.length > longest) {
    throw unclear(text, `has ${text.length} characters, where a date has at most ${longest}`);
  }
  const value = text.trim();
  const damage = /^[+-]?\d+(?:[.,]\d+)?[eE]\+?\d+$/.test(value) ? rounded : whyNotMeant(value);
  if (damage !== undefined) throw unclear(value, damage);
  const digits = /^(\d+)(?:\.0*)?$/.exec(value)?.[1];
  if (digits !== undefined) return fromNumber(Number(digits), value, options);
  if (/^[+-]?[\d.,\s]+$/.test(value)) {
    throw unclear(value, `is no whole number: ${expected}`);
  }
  return fromDate(value);
}

const expected =
  'write microseconds since 1970, such as 1706086669123456, or a time such as 2024-01-24T16:57:49+08:00';

interface DateOptions {
  readonly asExported: boolean;
  readonly isExported: boolean;
}

function fromNumber(value: number, text: string, options: DateOptions): Micros {
  if (!Number.isSafeInteger(value)) {
    throw unclear(
      text,
      `has more digits than microseconds have: are they nanoseconds? ${expected}`,
    );
  }
  if (options.asExported || value >= leastMicros) return value;
  if (options.isExported) {
    throw unclear(
      text,
      'is a date of 1973 or before in microseconds, which is what the rows of an export are in: write it so, or send asExported=true (--as-exported) where it is meant',
    );
  }
  const unit = units.find(({ least, most }) => value >= least && value <= most);
  if (unit) return value * unit.factor;
  throw unclear(
    text,
    `is a date after 1973 in no unit, microseconds, milliseconds or seconds since 1970: ${expected}`,
  );
}

const calendarDate = /^(\d{4})-(\d\d)-(\d\d)/;

function fromDate(given: string): Micros {
  const text = given.replace(/ ?(?:UTC|GMT)$/, 'Z');
  if (/^\d{4}-\d\d-\d\d[Tt ][\d:.]+$/.test(text)) {
    throw unclear(text, 'names no time zone: put Z after it where it is UTC, or such as +08:00');
  }
  if (/^\d{1,4}[/.年-]\d{1,2}[/.月-]\d{1,4}日?(?:\s[^Zz+]*)?$/.test(text)) {
    throw unclear(
      text,
      `is a date as a spreadsheet shows it, without seconds or zone: ${expected}`,
    );
  }
  const [, year = '', month = '', day = ''] = calendarDate.exec(text) ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (day !== '' && date.getUTCDate() !== Number(day)) {
    throw unclear(text, 'is no day of the calendar');
  }
  if (/[1-9]/.test((/\.(\d+)/.exec(text)?.[1] ?? '').slice(6))) {
    throw unclear(text, 'is finer than microseconds, which is what is kept: round it yourself');
  }
  // As databases and scripts write fractions and zones.
  const time = text
    .replace(/(\.\d{6})0+/, '$1')
    .replace(/ (?=[+-]\d\d)/, '')
    .replace(/([+-]\d\d):?(\d\d)?$/, (_, hours: string, minutes = '00') => `${hours}:${minutes}`);
  return readTime(time, field);
}

function unclear(value: string, reason: string): GuanzhuError {
  return new GuanzhuError('value_unclear', {
    field,
    value: JSON.stringify(value.slice(0, 64)),
    reason,
  });
}
