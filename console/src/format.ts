import { locale } from './language.ts';

/** Exact, with the reader's separators. */
export const number = (value: number) => value.toLocaleString(locale());

/** With its sign, for what came and went. */
export const signed = (value: number) =>
  value.toLocaleString(locale(), { signDisplay: 'exceptZero' });

/** At most one decimal. */
export const rough = (value: number) =>
  value.toLocaleString(locale(), { maximumFractionDigits: value < 10 ? 1 : 0 });

/** A time in microseconds, to the second. */
export const dateTime = (micros: number) =>
  new Date(micros / 1000).toLocaleString(locale(), { dateStyle: 'medium', timeStyle: 'medium' });

export const date = (micros: number) =>
  new Date(micros / 1000).toLocaleDateString(locale(), { dateStyle: 'medium' });

export const clockTime = (micros: number) => new Date(micros / 1000).toLocaleTimeString(locale());

/** Such as `+08:00`: where this browser's days begin. */
export function zone(): string {
  const minutes = -new Date().getTimezoneOffset();
  const two = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

/** A long opaque name, with the part that tells it apart. */
export const short = (username: string) =>
  username.length > 24 ? `${username.slice(0, 6)}…${username.slice(-13)}` : username;
