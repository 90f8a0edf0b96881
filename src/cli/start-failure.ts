import type { Config } from '../config/config.js';
import { settings } from '../config/settings.js';
import { type DatabaseLocation, nameOfLocation } from '../store/open.js';

/** A failure of the system or of a database driver. */
interface SystemError extends Error {
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly hostname?: unknown;
}

const inFolder = `choose another folder with ${settings.dataDir.flag}`;

/** What stands in the way of a start, and what to do about it. */
export function explainStart(error: unknown, config: Config): string {
  if (!(error instanceof Error)) return String(error);
  const { code, syscall, hostname }: SystemError = error;
  const { flag: portFlag } = settings.port;
  if (code === 'EADDRINUSE') {
    return `${config.host}:${config.port} is in use by another program: stop it, or choose another port with ${portFlag} (0 takes any free one)`;
  }
  if (code === 'EADDRNOTAVAIL' || (code === 'ENOTFOUND' && hostname === config.host)) {
    return `${config.host} is no address of this machine: choose another with ${settings.host.flag}`;
  }
  if (code === 'EACCES' && syscall === 'listen') {
    return `port ${config.port} may not be opened by this user: choose one above 1023 with ${portFlag}`;
  }
  return explainDatabase(error, config.database, 'start with', inFolder);
}

/** Why a database cannot be used, and what to do about it. */
function explainDatabase(
  error: unknown,
  location: DatabaseLocation,
  verb: 'use' | 'start with',
  elsewhere: string,
): string {
  if (!(error instanceof Error)) return String(error);
  const database = nameOfLocation(location);
  // It names the database itself.
  if (error.name === 'MoveError') return error.message;
  if (error.name === 'TokenFileError') {
    return `${error.message}: ${elsewhere}, or set ${settings.adminToken.env}`;
  }
  if (error.name === 'FolderInUseError') {
    return `${error.message}: stop it, or ${elsewhere}`;
  }
  if (['NewerSchemaError', 'MovedError', 'DatabasePlaceError'].includes(error.name)) {
    return `${database}: ${error.message}`;
  }
  if (location.engine === 'sqlite') {
    const reason = explainFile(error, database, elsewhere);
    if (reason !== undefined) return reason;
  }
  return `cannot ${verb} ${database}: ${explainServer(error) ?? error.message}`;
}

/**
 * What makes a failure to use a database plain, for the end of a promise.
 *
 * @param elsewhere how another place is named.
 */
export function explaining(
  location: DatabaseLocation,
  elsewhere = inFolder,
): (error: unknown) => never {
  return (error) => {
    throw new Error(explainDatabase(error, location, 'use', elsewhere), { cause: error });
  };
}

const unwritable = ['EACCES', 'EPERM', 'EROFS', 'SQLITE_CANTOPEN', 'SQLITE_READONLY'];
const impossible = ['ENOENT', 'ELOOP', 'ENAMETOOLONG', 'EISDIR', 'EINVAL'];

function explainFile(
  { code }: SystemError,
  database: string,
  elsewhere: string,
): string | undefined {
  const name = String(code);
  if (name === 'EEXIST' || name === 'ENOTDIR') {
    return `${database} cannot be made, a file, or a link that leads nowhere, stands where its folder must be: ${elsewhere}`;
  }
  if (unwritable.includes(name)) {
    return `${database} cannot be written (${name}): give this user the folder, or ${elsewhere}`;
  }
  if (impossible.includes(name)) {
    return `${database} cannot be made (${name}): ${elsewhere}`;
  }
  if (name === 'SQLITE_FULL' || name === 'ENOSPC') {
    return `${database} cannot be written, the disk is full (${name}): make room, or ${elsewhere}`;
  }
  if (name === 'SQLITE_BUSY') {
    return `${database} is locked by another program: close it there`;
  }
  if (name.startsWith('SQLITE_IOERR')) {
    return `${database} cannot be read or written (${name}): look after the disk, or ${elsewhere}`;
  }
  return undefined;
}

function explainServer({ code, hostname, message }: SystemError): string | undefined {
  const { env } = settings.databaseUrl;
  if (hostname !== undefined) return `no host named ${hostname} is found (${code}): correct ${env}`;
  if (/^timeout expired|^Query read timeout/.test(message)) {
    return `it does not answer: look whether PostgreSQL runs there, or correct ${env}`;
  }
  if (message.startsWith('Connection terminated')) {
    return `what listens there ended the connection: look whether it is PostgreSQL, or correct ${env}`;
  }
  return undefined;
}
