import Type from 'typebox';
import type { Micros } from '../../domain/time.js';

// In a query, a plus that is not written %2B arrives as a blank.
export const tz = Type.String({
  description: 'Where days begin, as an offset such as +08:00',
  default: '+00:00',
  pattern: '^[+ -](0\\d|1[0-4]):[0-5]\\d$',
});

/** Microseconds east of Greenwich. */
export function readOffset(zone: string): Micros {
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000_000;
}
