// A variable, since a bundler would take the two together for a file of the page.
const here = import.meta.url;

/**
 * Where the server is, such as `http://127.0.0.1:2531` or `https://example.com/guanzhu`: this script lies
 * two folders below it, whatever a proxy put before its path.
 */
export const serverAddress = new URL('../..', here).href.replace(/\/$/, '');

/** The path of the server, and that of the console; without a slash at the end. */
export const serverPath = new URL(serverAddress).pathname.replace(/\/$/, '');
export const consolePath = `${serverPath}/console`;

/** What the console's own requests carry: whose they are, and where its cookie belongs. */
export const ownHeaders = { 'x-guanzhu-console': `${serverPath}/` };
