const views = 'sign-in|overview|accounts|graph|searches|live|calls|webhooks|devices|try';

/**
 * What the server serves under its address: people copy the address of one of these. The first that fits
 * is left out, once, and no folder around it: `/docs/v1` is the server in a proxy's folder `/docs`.
 */
const served: readonly RegExp[] = [
  /\/v1$/,
  /\/gewe\/v2$/,
  /(\/gewe)?\/v2\/api(\/.*)?$/,
  /\/docs(\/index\.html|\/problems\/[^/]+)?$/,
  new RegExp(`/console(/index\\.html|/(${views})(/.*)?)?$`),
  /\/(openapi\.(json|yaml)|healthz|readyz|metrics)$/,
];

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
  const path = url.pathname.replace(/\/+$/, '');
  const own = served.find((each) => each.test(path));
  return `${url.origin}${own ? path.replace(own, '').replace(/\/+$/, '') : path}`;
}

const example = 'http://127.0.0.1:2531';
