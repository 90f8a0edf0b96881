import { pino } from 'pino';
import pretty from 'pino-pretty';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** How much of a log that cannot be written waits, in bytes; what comes after it is left out. */
const mostWaiting = 1024 * 1024;

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
  const destination = pino.destination({ dest: 2, sync: true, maxLength: mostWaiting });
  // A log that cannot be written, such as on a full disk, must not end what it tells of.
  destination.on('error', () => {});
  if (!process.stderr.isTTY) return pino(options, destination);
  const stream = pretty({
    destination,
    translateTime: 'SYS:HH:MM:ss.l',
    // What happened has one line: the banner with what is shown once is to stay in sight.
    singleLine: true,
    ignore: 'reqId,method,path,status,ms,aborted',
    messageFormat: (line) => readable(line),
  });
  return pino(options, stream);
}

/** A line's message for people: of a request all that matters, of what went wrong in one its id. */
export function readable(line: Readonly<Record<string, unknown>>): string {
  const { msg, reqId, method, path, status, ms, aborted } = line;
  if (msg === 'request') {
    return `${method} ${path} ${status} ${ms} ms${aborted === true ? ', left by its client' : ''}`;
  }
  return reqId === undefined ? `${msg}` : `${msg} (request ${reqId})`;
}
