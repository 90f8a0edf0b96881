import { brokenRule, rules } from '../domain/rule.js';
import { hidesAnything } from '../text/invisible.js';

/**
 * Refuses a name of something new that looks like another: nobody could tell them apart, or type it again.
 * What has such a name already can be read by it.
 *
 * @throws GuanzhuError `parameter_invalid`.
 */
export function checkNewIdentifier(field: string, text: string): void {
  if (text.trim() === '' || (text === text.trim() && !hidesAnything(text))) return;
  const character = [...text].find((each) => each.trim() === '' || hidesAnything(each)) ?? '';
  const code = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  const found = { en: `has U+${code}`, zh: `含有U+${code}` };
  throw brokenRule(field, rules.plainIdentifier, text, found);
}
