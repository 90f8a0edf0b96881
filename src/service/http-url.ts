import { brokenRule, lengthFound, rules } from '../domain/rule.js';
import { maskAddress } from '../domain/shown-value.js';

const maxLength = 1024;

/**
 * An address that a client or this server may open: http or https, without credentials in it.
 *
 * @throws GuanzhuError `parameter_invalid` for the field.
 */
export function readHttpUrl(text: string, field: string): URL {
  if (text.length > maxLength) {
    throw brokenRule(
      field,
      rules.characters(0, maxLength),
      maskAddress(text),
      lengthFound(text.length),
    );
  }
  // The URL parser drops white space and control characters where it finds them: here they are faults.
  const plain = !/[\s\p{Cc}]/u.test(text) && /^https?:\/\/[^/\\]/i.test(text);
  if (!plain || !URL.canParse(text)) {
    throw brokenRule(field, rules.httpUrl, maskAddress(text));
  }
  const url = new URL(text);
  if (url.username !== '' || url.password !== '')
    throw brokenRule(field, rules.noCredentials, maskAddress(text));
  return url;
}
