import { createHash } from 'node:crypto';
import type { Caller } from '../domain/caller.js';
import { asGuanzhuError, type ErrorCode, type Refusal } from '../domain/errors.js';
import type { KeyedCommands } from '../domain/follow.js';

/** What a store knows an idempotency key by. */
export type CommandKey = Pick<KeyedCommands, 'key' | 'request'>;

/** A caller's key for a request; each caller has keys of its own. Undefined without a key. */
export function commandKey(
  caller: Caller,
  key: string | undefined,
  request: unknown,
): CommandKey | undefined {
  if (key === undefined) return undefined;
  const owner = caller.kind === 'admin' ? ['admin'] : ['tenant', caller.tenant.id];
  return { key: digest([...owner, key]), request: digest(request) };
}

/** What says nothing about the request, and may be otherwise the next moment. */
const passing: ReadonlySet<ErrorCode> = new Set([
  ...(['store_unavailable', 'outcome_unknown', 'overloaded', 'internal'] as const),
]);

/** An error as the refusal that is kept under a key. @throws the error itself when it is no refusal. */
export function toRefusal(error: unknown): Refusal {
  const { refusal } = asGuanzhuError(error);
  if (passing.has(refusal.code)) throw error;
  return refusal;
}

function digest(value: unknown): Uint8Array {
  return createHash('sha256').update(JSON.stringify(value)).digest();
}
