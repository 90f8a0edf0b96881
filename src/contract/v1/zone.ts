import Type from 'typebox';
import { rules } from '../../domain/rule.js';
import type { Micros } from '../../domain/time.js';
import { worded } from '../schema-rules.js';

// In a query, a plus that is not written %2B arrives as a blank.
export const tz = Type.String({
  description: 'Where days begin, as an offset such as +08:00',
  default: '+00:00',
  ...worded('^[+ -](0\\d|1[0-4]):[0-5]\\d$', rules.offset),
});

/** Microseconds east of Greenwich. */
export function readOffset(zone: string): Micros {
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000_000;
}
