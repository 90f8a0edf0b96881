import { consolePrefix } from './console/console-session.js';
import { contractAlias, contractPrefix } from './gewe/prefixes.js';
import { v1Prefix } from './v1/prefix.js';

/** What the server's own paths begin with. */
const servedPrefixes = [
  consolePrefix,
  contractAlias,
  contractPrefix,
  v1Prefix,
  '/docs',
  '/favicon.ico',
  '/healthz',
  '/metrics',
  '/openapi.json',
  '/openapi.yaml',
  '/readyz',
];

/**
 * The prefix of the server's own paths that a proxy's folder lies over or in, if any: whether a proxy took
 * the folder away could not be told from such a path.
 */
export function prefixWithin(folder: string): string | undefined {
  if (folder === '' || folder === '/') return undefined;
  return servedPrefixes.find(
    (prefix) => `${prefix}/`.startsWith(`${folder}/`) || `${folder}/`.startsWith(`${prefix}/`),
  );
}
