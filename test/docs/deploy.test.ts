import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { settings } from '#guanzhu/config/settings.js';

const read = (name: string) =>
  readFileSync(new URL(`../../deploy/${name}`, import.meta.url), 'utf8');
const known = new Set(Object.values(settings).map(({ env }) => env));
const variables = (text: string) => new Set(text.match(/\bGUANZHU_[A-Z_]+/g));

test.each(['compose.yaml', 'Dockerfile'])('deploy/%s names settings that there are', (name) => {
  const named = variables(read(name));
  expect(named.size).toBeGreaterThan(1);
  for (const variable of named) expect(known).toContain(variable);
});

test('the parts of the compose file fit together', () => {
  const { services, volumes } = Object(parse(read('compose.yaml')));
  expect(Object.keys(services).sort()).toEqual(['balancer', 'database', 'guanzhu']);
  for (const { image, build } of Object.values<{ image?: string; build?: object }>(services)) {
    // A tag that moves would make two machines out of one file.
    if (!build) expect(image).toMatch(/:\d+\.\d+/);
  }
  const { environment } = services.guanzhu;
  const url = new URL(environment.GUANZHU_DATABASE_URL);
  expect([url.hostname, url.username, url.pathname]).toEqual([
    'database',
    services.database.environment.POSTGRES_USER,
    `/${services.database.environment.POSTGRES_DB}`,
  ]);
  expect(Object.keys(volumes)).toEqual(['database']);
  const port = 2531;
  expect(services.balancer.ports).toEqual([`127.0.0.1:${port}:${port}`]);
  expect(read('Caddyfile')).toContain(`dynamic a guanzhu ${port} {`);
  expect(read('Dockerfile')).toContain(`EXPOSE ${port}`);
});
