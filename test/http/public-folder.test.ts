import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Instance, startInstance } from '../support/instance.js';
import { sendRaw } from '../support/raw-http.js';

let instance: Instance;
let plain: Instance;
beforeAll(async () => {
  instance = await startInstance({ publicUrl: 'https://x.example/tools/guanzhu' });
  plain = await startInstance();
});
afterAll(() => Promise.all([instance.stop(), plain.stop()]));

/** Where a browser goes that asks for a path as it stands. */
async function ledTo({ address }: Instance, path: string): Promise<string | undefined> {
  const head = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`;
  const [answer] = await sendRaw(address, [head]);
  const location = /^location: (.*)$/im.exec(answer?.head ?? '')?.[1];
  return location === undefined ? undefined : new URL(location, `http://127.0.0.1${path}`).pathname;
}

describe('behind a proxy that keeps its folder in the path', () => {
  test.each([
    ['/tools/guanzhu', '/tools/guanzhu/console/'],
    ['/tools/guanzhu?x=1', '/tools/guanzhu/console/'],
    ['/tools/guanzhu?x=/a/b', '/tools/guanzhu/console/'],
    ['/tools/guanzhu/', '/tools/guanzhu/console/'],
    ['/tools/guanzhu/?x=1', '/tools/guanzhu/console/'],
    ['/', '/console/'],
    ['/tools/guanzhu/docs', '/tools/guanzhu/docs/'],
    ['/tools/guanzhu/docs/static/index.html', '/tools/guanzhu/docs/'],
  ])('%s leads to %s', async (path, place) => {
    expect(await ledTo(instance, path)).toBe(place);
  });
});

describe('the API reference however its address is written', () => {
  test.each([
    ...['/docs', '//docs', '//docs?x=1', '//docs/', '/docs//', '/%64ocs', '/%64ocs/'],
    ...['/docs/static/index.html', '/docs//static//index.html', '/docs/static/%69ndex.html'],
  ])('%s leads to where its files are', async (path) => {
    expect(await ledTo(plain, path)).toBe('/docs/');
    // A proxy's folder before it is not left on the way.
    expect(await ledTo(instance, `/tools/guanzhu${path}`)).toBe('/tools/guanzhu/docs/');
  });

  test('and that one leads nowhere else', async () => {
    expect(await ledTo(plain, '/docs/')).toBeUndefined();
    const page = await fetch(`${plain.address}/docs/`);
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/html'),
    ]);
  });
});

test.each(['/console', '/%63onsole', '//console', '/%63onsole/accounts', '//console//accounts'])(
  'the console’s page finds its files from %s',
  async (path) => {
    const page = await fetch(plain.address + path);
    const script = /src="([^"]+\.js)"/.exec(await page.text())?.[1] ?? 'none';
    const file = await fetch(new URL(script, plain.address + path));
    expect(file.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    // A proxy's folder before it must not be left on the way.
    const below = new URL(script, `http://127.0.0.1/guanzhu${path}`).pathname;
    expect(below).toMatch(/^\/guanzhu\/+console\/assets\//);
  },
);
