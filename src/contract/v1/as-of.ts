import type { AsOf } from '../../domain/follow-reads.js';
import { brokenRule, type Rule, rules } from '../../domain/rule.js';
import type { Micros } from '../../domain/time.js';

const rfc3339 =
  /^(\d{4}-\d\d-\d\d[Tt ](?:[01]\d|2[0-3]):\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+ -]\d\d:\d\d)$/;

/** A moment as a call names it: a time of RFC 3339, or else a revision. */
export function readAsOf(text: string | undefined): AsOf | undefined {
  if (text === undefined) return undefined;
  return /^\d{4}-/.test(text) ? { time: readTime(text, 'asOf', rules.moment) } : { revision: text };
}

/**
 * A time of RFC 3339, to the microsecond. A blank before the offset is a plus that a query lost.
 *
 * @throws GuanzhuError `parameter_invalid`, naming the field.
 */
export function readTime(text: string, field: string, rule: Rule = rules.time): Micros {
  const [, seconds = '', fraction = '', zone = ''] = rfc3339.exec(text) ?? [];
  const millis = Date.parse(`${seconds.replace(' ', 'T')}${zone.replace(' ', '+')}`.toUpperCase());
  if (Number.isNaN(millis) || millis < 0) throw brokenRule(field, rule, text);
  return millis * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
}
