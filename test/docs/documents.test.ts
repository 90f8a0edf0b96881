import { exec, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { settings } from '#guanzhu/config/settings.js';
import { wireForms } from '#guanzhu/contract/errors.js';
import { documentedFollow } from '#guanzhu/contract/follow-example.js';
import { problemForms } from '#guanzhu/contract/problem-forms.js';
import { remedies } from '#guanzhu/contract/remedies.js';
import { errorCodes } from '#guanzhu/domain/errors.js';
import { startInstance } from '../support/instance.js';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** The rows of the Markdown table whose header starts with these cells, without code marks. */
function tableRows(text: string, header: string): string[][] {
  const [, table = ''] = text.split(header);
  const lines = table.split('\n').slice(2);
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines.slice(0, end < 0 ? undefined : end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replace(/^`(.*)`$/, '$1')),
  );
}

test('docs/errors.md and the error table say the same, in the same order', () => {
  const header = '| Code | HTTP | `ret` | `data.code` | Text | When, and what to do |';
  const rows = tableRows(read('docs/errors.md'), header);
  const expected = errorCodes.flatMap((code) => {
    const form = wireForms[code];
    if (!form) return [];
    const ret = form.status === 200 ? 500 : form.status;
    const dataCode = form.form === 'failed' ? form.dataCode : '–';
    return [[code, String(form.status), String(ret), dataCode, form.text]];
  });
  expect(rows.map((row) => row.slice(0, 5))).toEqual(expected);
  expect(rows.map((row) => row[5])).toEqual(
    expected.map(([code]) => {
      const remedy = Object.entries(remedies).find(([name]) => name === code)?.[1];
      return `${remedy?.en} ${remedy?.zh}`;
    }),
  );
});

test('docs/errors.md and the problem table say the same, in the same order', () => {
  const header = '| Code | HTTP | Title | Detail | When, and what to do |';
  const rows = tableRows(read('docs/errors.md'), header);
  const expected = Object.entries(problemForms).map(([code, { status, title, detail, remedy }]) => [
    code,
    String(status),
    title,
    detail,
    remedy,
  ]);
  expect(rows).toEqual(expected);
});

test('every code has a form', () => {
  expect(errorCodes.filter((code) => !wireForms[code] && !problemForms[code])).toEqual([]);
});

test('docs/errors.md names what each served operation says when it fails', async () => {
  const text = read('docs/errors.md');
  const rows = tableRows(text, '| Operation | `msg` of a failure |');
  const instance = await startInstance();
  try {
    const document = await (await fetch(`${instance.address}/openapi.json`)).json();
    const paths =
      isRecord(document) && isRecord(document.paths) ? Object.entries(document.paths) : [];
    const contract = paths.filter(([path]) => path.startsWith('/gewe/'));
    const served = contract.map(([path]) => path.replace('/gewe/v2/api/', ''));
    expect(rows.map(([operation]) => operation).sort()).toEqual(served.sort());
    for (const [path, item] of contract) {
      const [, failure = ''] = rows.find(([operation]) => path.endsWith(`/${operation}`)) ?? [];
      const post = isRecord(item) && isRecord(item.post) ? item.post : {};
      // Each is described in both languages.
      expect(`${post.summary}`, path).toMatch(/\p{Script=Han}/u);
      expect(`${post.description}`, path).toMatch(
        /\p{Script=Han}[\s\S]*[A-Za-z]{4,} [a-z]+ [a-z]+/u,
      );
      expect(failure).toMatch(/失败/);
    }
  } finally {
    await instance.stop();
  }
});

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

test('docs/configuration.md and the settings say the same, in the same order', () => {
  const rows = tableRows(read('docs/configuration.md'), '| Variable | Flag | Default | Meaning |');
  const expected = Object.values(settings).map(({ env, flag, fallback }) => [
    env,
    flag,
    fallback === '' ? 'unset' : fallback,
  ]);
  expect(rows.map((row) => row.slice(0, 3))).toEqual(expected);
});

describe.each(['README.md', 'README.zh-CN.md'])('%s', (file) => {
  const text = read(file);
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block.trim());

  test('names only scripts that exist', () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'));
    const named = [...text.matchAll(/npm (?:run )?(\w+)/g)].map(([, name = '']) => name);
    expect(named).toEqual(expect.arrayContaining(['start', 'test']));
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  test('has the same commands as its twin', () => {
    const other = read(file === 'README.md' ? 'README.zh-CN.md' : 'README.md');
    const others = [...other.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) =>
      block.trim(),
    );
    expect(blocks).toEqual(others);
  });

  test('its first call works as written', async () => {
    const command = blocks.find((block) => block.startsWith('curl'));
    const instance = await startInstance();
    try {
      const pasted = command?.replaceAll('http://127.0.0.1:2531', instance.address) ?? '';
      const { stdout } = await promisify(exec)(pasted);
      expect(JSON.parse(stdout)).toEqual(documentedFollow.reply);
    } finally {
      await instance.stop();
    }
  });
});

test('no document or source names an absolute path of a machine', () => {
  const root = new URL('../..', import.meta.url);
  const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n');
  const documents = files.filter(
    (file) => /\.(md|ts|mjs|json)$/.test(file) && !file.startsWith('test/'),
  );
  const wrong = documents.filter((file) =>
    /(^|[\s'"`(])\/(work|home|root|Users)\//.test(read(file)),
  );
  expect(wrong).toEqual([]);
});
