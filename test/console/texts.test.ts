import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { en } from '../../console/src/text/en.ts';
import { zh } from '../../console/src/text/zh.ts';

const folder = fileURLToPath(new URL('../../console/src', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));

const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

describe('the texts', () => {
  test('have the same keys in both languages, and the same values in each', () => {
    expect(Object.keys(en)).toEqual(Object.keys(zh));
    const chinese = Object.entries(zh).map(([key, text]) => [key, placeholders(text)]);
    const english = Object.entries(en).map(([key, text]) => [key, placeholders(text)]);
    expect(english).toEqual(chinese);
  });

  test('are in their language', () => {
    expect(Object.entries(en).filter(([, text]) => /\p{Script=Han}/u.test(text))).toEqual([]);
    expect(Object.values(zh).filter((text) => text.trim() === '')).toEqual([]);
  });

  test('are all used', () => {
    const sources = files.map(({ text }) => text).join('\n');
    const isUsed = (key: string) =>
      sources.includes(`'${key}'`) ||
      // A key whose end is a value, such as the state of an account.
      sources.includes(`\`${key.replace(/[^.]+$/, '')}$`);
    expect(Object.keys(zh).filter((key) => !isUsed(key))).toEqual([]);
  });

  test('stand in the catalogue alone', () => {
    const loose = files
      .filter(({ file }) => !file.startsWith('text'))
      .flatMap(({ file, text }) =>
        text
          .replace(/\/\/.*|\/\*[\s\S]*?\*\//g, '')
          .split('\n')
          .filter((line) => /\p{Script=Han}/u.test(line) && !/中文|语言 Language|关注/u.test(line))
          .map((line) => `${file}: ${line.trim()}`),
      );
    expect(loose).toEqual([]);
  });
});

describe('the console', () => {
  const packages = ['preact', '@preact/signals', 'uplot', 'd3-', 'graphology'];

  test('imports nothing of the server but its public client', () => {
    const wrong = files.flatMap(({ file, text }) =>
      [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)]
        .map(([, name = '']) => name)
        .filter((name) => {
          if (name === '#guanzhu/client/index.js') return file !== 'server.ts';
          if (!name.startsWith('.')) return !packages.some((each) => name.startsWith(each));
          return relative(folder, join(folder, file, '..', name)).startsWith('..');
        })
        .map((name) => `${file} -> ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  test('has short files', () => {
    const long = files.filter(({ text }) => text.split('\n').length > 300);
    expect(long.map(({ file }) => file)).toEqual([]);
  });

  test('never writes markup', () => {
    const unsafe = /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write/;
    expect(files.filter(({ text }) => unsafe.test(text)).map(({ file }) => file)).toEqual([]);
  });
});
