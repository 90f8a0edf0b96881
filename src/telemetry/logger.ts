import { pino } from 'pino';
import pretty from 'pino-pretty';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/**
 * Logs go to standard error, so that standard output carries only what a caller asked for: one JSON
 * object a line, readable text on a terminal.
 */
export function createLogger(level: LogLevel) {
  const options = {
    level,
    base: null,
    // Nothing logs headers; this holds should something start to.
    redact: ['*.headers', 'headers', 'token', '*.token'],
  };
  if (!process.stderr.isTTY) return pino(options, pino.destination({ dest: 2, sync: true }));
  const stream = pretty({ destination: 2, sync: true, translateTime: 'SYS:HH:MM:ss.l' });
  return pino(options, stream);
}
