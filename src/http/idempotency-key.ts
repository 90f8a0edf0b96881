import type { FastifyRequest } from 'fastify';
import { brokenRule, rules } from '../domain/rule.js';

/**
 * The `Idempotency-Key` of a request: up to 255 visible ASCII characters.
 *
 * @throws GuanzhuError `parameter_invalid` for any other text.
 */
export function readIdempotencyKey({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw brokenRule('Idempotency-Key', rules.idempotencyKey, key);
  }
  return key;
}
