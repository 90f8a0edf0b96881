import { GuanzhuError } from '../domain/errors.js';

const maxLength = 1024;

/**
 * An address that a client or this server may open: http or https, without credentials in it.
 *
 * @throws GuanzhuError `parameter_invalid` for the field.
 */
export function readHttpUrl(text: string, field: string): URL {
  // The URL parser drops white space and control characters where it finds them: here they are faults.
  const plain = text.length <= maxLength && !/[\s\p{Cc}]/u.test(text);
  const url =
    plain && /^https?:\/\/[^/\\]/i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (url?.username !== '' || url.password !== '') {
    throw new GuanzhuError('parameter_invalid', { field });
  }
  return url;
}
