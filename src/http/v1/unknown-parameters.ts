import { closest, distance } from 'fastest-levenshtein';
import type { TObject } from 'typebox';
import { brokenRule, rules } from '../../domain/rule.js';

/** A slip such as `dryrun=true` would otherwise write what was to be looked at. */
export function refuseUnknown(given: unknown, { properties }: TObject): void {
  if (typeof given !== 'object' || given === null) return;
  const known = Object.keys(properties);
  for (const [name, value] of Object.entries(given)) {
    if (known.includes(name)) continue;
    const plain = name
      .slice(0, 64)
      .toLowerCase()
      .replace(/[\s_-]/g, '');
    const near = closest(plain, known);
    const isNear = distance(plain, near.toLowerCase()) <= 2;
    throw brokenRule(name.slice(0, 64), rules.knownParameter(known, isNear ? near : ''), value);
  }
}
