import type { ErrorParams } from '../domain/errors.js';

/** A text with the values that an error carries in the places of their names in braces. */
export function filled(text: string, params: ErrorParams): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
}
