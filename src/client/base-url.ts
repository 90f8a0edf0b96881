/** What the server serves under its address: people copy the address of one of these. */
const served = /\/(gewe(\/v2(\/api(\/.*)?)?)?|v1|docs|console|openapi\.json)$/;

/**
 * The address that paths are put behind, without a slash at its end. A path of the server's own is left
 * out; any other belongs to the proxy before it.
 *
 * @throws TypeError saying what is wrong with it, and what to write instead.
 */
export function readBaseUrl(given: unknown): string {
  const text = given instanceof URL ? given.href : given;
  if (typeof text !== 'string' || text.trim() === '') {
    throw new TypeError(`baseUrl is missing: give the server's address, such as ${example}`);
  }
  const named = text.trim();
  const refuse = (what: string) => new TypeError(`baseUrl ${named} ${what}`);
  const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(named)?.[1]?.toLowerCase();
  if (scheme === undefined && /^[\w.[\]-]+(:\d+)?(\/|$)/.test(named)) {
    throw refuse(`is not an address, it has no scheme: write http://${named}, or https://…`);
  }
  if (scheme !== 'http' && scheme !== 'https') {
    throw refuse(`is not an http or https address: give one such as ${example}`);
  }
  const url = URL.canParse(named) ? new URL(named) : undefined;
  if (!url) throw refuse(`is not an address: give one such as ${example}`);
  if (url.username !== '' || url.password !== '') {
    throw new TypeError('baseUrl holds a name and password: give the token as token or adminToken');
  }
  if (url.search !== '' || url.hash !== '') {
    throw refuse('goes on after its path: leave out what follows ? or #');
  }
  const path = url.pathname.replace(/\/+$/, '').replace(served, '').replace(/\/+$/, '');
  return `${url.origin}${path}`;
}

const example = 'http://127.0.0.1:2531';
