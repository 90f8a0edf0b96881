import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const src = fileURLToPath(new URL('../src', import.meta.url));

/** The layers from the bottom up. A file may import from its own part and from lower rows only. */
const rows = [
  ['domain'],
  ['text'],
  ['contract', 'telemetry'],
  ['store', 'service', 'http', 'client'],
  ['config', 'demo'],
  ['app.ts'],
  ['cli'],
];

const maxLines = 300;
const bannedNames = /(^|[-.])(utils?|helpers?|common|misc)([-.]|$)/;

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => {
    const text = readFileSync(join(src, file), 'utf8');
    const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(
      ([, path = '']) => relative(src, resolve(src, dirname(file), path)).replace(/\.js$/, '.ts'),
    );
    const packages = [...text.matchAll(/from\s+'([^.][^']*)'/g)].map(([, name = '']) => name);
    return { file, text, imports, packages };
  });

const partOf = (file: string) => file.split('/')[0] ?? file;
const rowOf = (file: string) => rows.findIndex((row) => row.includes(partOf(file)));

describe('architecture', () => {
  test('every file stands in a known layer', () => {
    expect(files.filter(({ file }) => rowOf(file) < 0).map(({ file }) => file)).toEqual([]);
  });

  test('imports point down the layers, and never sideways', () => {
    const wrong = files.flatMap(({ file, imports }) =>
      imports
        .filter((path) => partOf(path) !== partOf(file) && rowOf(path) >= rowOf(file))
        .map((path) => `${file} -> ${path}`),
    );
    expect(wrong).toEqual([]);
  });

  test('the domain imports nothing from outside', () => {
    const wrong = files.filter(({ file, packages }) => partOf(file) === 'domain' && packages[0]);
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });

  test('only driver files name a database driver', () => {
    const drivers = /^(better-sqlite3|pg)$/;
    const named = files.filter(({ packages }) => packages.some((name) => drivers.test(name)));
    expect(named.map(({ file }) => file).sort()).toEqual([
      'store/postgres/driver.ts',
      'store/sqlite/driver.ts',
    ]);
  });

  test('no import cycles, type imports included', () => {
    const graph = new Map(files.map(({ file, imports }) => [file, imports]));
    const done = new Set<string>();
    const visit = (file: string, trail: readonly string[]): void => {
      if (trail.includes(file)) throw new Error(`cycle: ${[...trail, file].join(' -> ')}`);
      if (done.has(file)) return;
      for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
      done.add(file);
    };
    for (const { file } of files) visit(file, []);
    expect(done.size).toBe(files.length);
  });

  test('files are short and named after what they hold', () => {
    const wrong = files
      .filter(({ file, text }) => text.split('\n').length > maxLines || bannedNames.test(file))
      .map(({ file }) => file);
    expect(wrong).toEqual([]);
  });
});
