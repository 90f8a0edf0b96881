import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.js';
import { encoded } from '../support/import-file.js';
import { type Instance, startInstance } from '../support/instance.js';
import { runCommand } from './run-command.js';

const adminToken = 'test-admin-token-0123456789';
const folder = temporaryFolder();
let target: Instance;
let source: Instance;
beforeAll(async () => {
  source = await startInstance({ adminToken });
  target = await startInstance({ adminToken, demo: false });
});
afterAll(async () => {
  await source.stop();
  await target.stop();
  folder[Symbol.dispose]();
});

const guanzhu = ({ address }: Instance, ...args: string[]) =>
  runCommand(args, { env: { GUANZHU_URL: address, GUANZHU_ADMIN_TOKEN: adminToken } });

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder.path, name);
  writeFileSync(path, content);
  return path;
}

const nicknameOf = async (username: string) =>
  (await target.app.store.findAccount(username))?.profile.nickname;

describe('guanzhu import', () => {
  test('of a table in CR LF takes each row, the last of each commit too', async () => {
    const rows = Array.from({ length: 5001 }, (_, index) => `crlf${index}@f,店铺${index}\r\n`);
    const path = file('c.csv', `username,nickname\r\n${rows.join('')}`);
    const { code, stdout } = await guanzhu(target, 'import', path);
    expect([code, stdout]).toEqual([0, '5001 rows added, 0 as they were, 0 failed.\n']);
    expect(await nicknameOf('crlf4999@f')).toBe('店铺4999');
    expect(await nicknameOf('crlf5000@f')).toBe('店铺5000');
  });

  test('of a file in GBK is refused with its line and its cure, and --encoding gbk takes it', async () => {
    const table = file('g.csv', encoded('username,nickname\r\ngbk1@f,国货小店\r\n', 'gbk'));
    const lines = file(
      'g.ndjson',
      encoded('{"username":"gbk2@f","nickname":"国货大店"}\r\n', 'gbk'),
    );
    for (const [path, line] of [
      [table, 2],
      [lines, 1],
    ] as const) {
      const refused = await guanzhu(target, 'import', path);
      expect([refused.code, refused.stdout]).toEqual([1, '']);
      expect(refused.lines[0]).toContain(`line ${line} is not UTF-8. It reads as gbk "`);
      expect(refused.lines[0]).toContain('--encoding gbk');
      const taken = await guanzhu(target, 'import', path, '--encoding', 'GBK');
      expect(taken.stdout).toBe('1 rows added, 0 as they were, 0 failed.\n');
    }
    expect(await nicknameOf('gbk1@f')).toBe('国货小店');
    expect(await nicknameOf('gbk2@f')).toBe('国货大店');
  });

  test('of an export whose signature holds U+2028, with a mark before it, takes it whole', async () => {
    const signature = '一行\u2028二行';
    await source.app.store.importAccounts(
      [
        {
          username: 'u2028@f',
          profile: { ...(await profileOf(source)), nickname: '分行', signature },
        },
      ],
      { freeNames: true, dryRun: false },
    );
    const path = join(folder.path, 'export.ndjson');
    await guanzhu(source, 'export', '--output', path);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('\u2028');
    const marked = file('marked.ndjson', `\uFEFF${text}`);
    const { code, stdout, lines } = await guanzhu(target, 'import', marked);
    expect([code, lines]).toEqual([0, []]);
    expect(stdout).toMatch(/^\d+ rows added, 0 as they were, 0 failed\.\n$/);
    expect((await target.app.store.findAccount('u2028@f'))?.profile.signature).toBe(signature);
    const first = Object(JSON.parse(text.split('\n')[0] ?? ''));
    expect(await nicknameOf(first.username)).toBe(first.nickname);
  });

  test('of an export that was cut fails before anything is sent, in a dry run too', async () => {
    const path = join(folder.path, 'whole.ndjson');
    await guanzhu(source, 'export', '--output', path);
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    const cut = file('cut.ndjson', `${lines.slice(0, 20).join('\n')}\n`);
    for (const flags of [['--dry-run'], []]) {
      const { code, stdout, lines } = await guanzhu(target, 'import', cut, ...flags);
      expect([code, stdout]).toEqual([1, '']);
      expect(lines[0]).toContain('it ends at line 20, without the line of kind "end"');
      expect(lines[0]).toContain('(import_incomplete); nothing was sent');
    }
    const part = await guanzhu(target, 'import', cut, '--partial', '--dry-run');
    expect(part.code).toBe(0);
  });

  test('names a header that it does not know, and maps it by --columns', async () => {
    const path = file('theirs.csv', 'Account;Name;Score\r\nmap1@f;映射小店;5\r\n');
    const refused = await guanzhu(target, 'import', path);
    expect(refused.code).toBe(1);
    expect(refused.lines[0]).toContain(
      'line 1: it reads "Account", "Name", "Score", where a header is expected',
    );
    const columns = ['--columns', 'Account=username,Name=nickname'];
    const unknown = await guanzhu(target, 'import', path, ...columns);
    expect(unknown.lines[0]).toContain('the column "Score" is not known');
    const taken = await guanzhu(target, 'import', path, ...columns, '--ignore-unknown');
    expect(taken.stdout).toBe('1 rows added, 0 as they were, 0 failed.\n');
    expect(await nicknameOf('map1@f')).toBe('映射小店');
    const wrong = await guanzhu(target, 'import', path, '--columns', 'Account=nowhere');
    expect([wrong.code, wrong.lines[0]]).toEqual([2, expect.stringContaining('--columns')]);
  });

  test('goes by what a file holds where its name does not say', async () => {
    const table = file('table.txt', 'username\tnickname\r\ntxt1@f\t文本小店\r\n');
    expect((await guanzhu(target, 'import', table)).stdout).toContain('1 rows added');
    const lines = file('lines', '{"username":"txt2@f","nickname":"文本大店"}\n');
    expect((await guanzhu(target, 'import', lines)).stdout).toContain('1 rows added');
    const folderNamed = await guanzhu(target, 'import', folder.path);
    expect([folderNamed.code, folderNamed.lines[0]]).toEqual([
      2,
      `guanzhu: ${folder.path} is a folder: name a file to import`,
    ]);
  });

  test('works where its progress cannot be written, and says so', async () => {
    const path = file('noplace.csv', 'username,nickname\nnoplace1@f,没有位置\n');
    mkdirSync(`${path}.import-progress`);
    const { code, stdout, lines } = await guanzhu(target, 'import', path);
    expect([code, stdout]).toEqual([0, '1 rows added, 0 as they were, 0 failed.\n']);
    expect(lines).toEqual([
      `${path}.import-progress cannot be written (EISDIR): the import goes on, but --resume would not know how far it came.`,
    ]);
  });

  test('does not go on in a file that has changed since it broke off', async () => {
    const path = file('changed.csv', 'username,nickname\nchanged1@f,变了\n');
    writeFileSync(`${path}.import-progress`, '1 12345');
    const { code, lines } = await guanzhu(target, 'import', path, '--resume');
    expect([code, lines[0]]).toEqual([
      2,
      `guanzhu: ${path}.import-progress is of another state of the file: import it without --resume`,
    ]);
    const same = createHash('sha256').update('username,nickname\nchanged1@f,变丁\n').digest('hex');
    const { revision } = await target.app.store.head();
    writeFileSync(`${path}.import-progress`, `1 ${revision.split('_')[1]} ${same}`);
    const ofSameSize = await guanzhu(target, 'import', path, '--resume');
    expect([ofSameSize.code, ofSameSize.lines]).toEqual([code, lines]);
  });

  test('does not go on in another server', async () => {
    const content = 'username,nickname\nother1@f,另一台\n';
    const path = file('elsewhere.csv', content);
    const [theirs, own] = await Promise.all(
      [source, target].map(async ({ app }) => (await app.store.head()).revision.split('_')[1]),
    );
    expect(theirs).toMatch(/^[0-9a-f]{8}$/);
    const digest = createHash('sha256').update(content).digest('hex');
    writeFileSync(`${path}.import-progress`, `1 ${theirs} ${digest}`);
    const { code, lines } = await guanzhu(target, 'import', path, '--resume');
    expect([code, lines[0]]).toEqual([
      2,
      `guanzhu: ${path}.import-progress is of an import into another server, or into this one before a backup was restored (the ledger ${theirs}, this one is ${own}): import the file without --resume`,
    ]);
    expect(await nicknameOf('other1@f')).toBeUndefined();
  });
});

describe('what is written', () => {
  test('is never written over without --force: exports, reports and backups alike', async () => {
    const kept = file('kept', 'mine');
    const table = file('report.csv', 'username,nickname\nreport1@f,报告小店\n');
    const { dataDir } = source.config;
    for (const args of [
      ['export', '--output', kept],
      ['import', table, '--report', kept],
      ['backup', kept, '--data-dir', dataDir],
    ]) {
      const refused = await guanzhu(source, ...args);
      expect([refused.code, refused.lines]).toEqual([
        1,
        [`guanzhu: ${kept} exists: choose another name, or replace it with --force`],
      ]);
      expect(readFileSync(kept, 'utf8')).toBe('mine');
      const forced = await guanzhu(source, ...args, '--force');
      if (args[0] === 'backup') {
        expect([forced.code, forced.lines]).toEqual([
          1,
          [`guanzhu: ${kept} is no backup, and is not replaced: choose another name`],
        ]);
        continue;
      }
      expect([forced.code, forced.lines]).toEqual([0, []]);
      expect(readFileSync(kept, 'utf8')).not.toBe('mine');
      writeFileSync(kept, 'mine');
    }
    const backup = join(dataDir, 'backup.db');
    for (const flags of [[], ['--force']]) {
      const made = await guanzhu(source, 'backup', backup, '--data-dir', dataDir, ...flags);
      expect([made.code, made.lines]).toEqual([0, []]);
    }
    const database = join(dataDir, 'guanzhu.db');
    const itself = await guanzhu(source, 'backup', database, '--data-dir', dataDir, '--force');
    expect([itself.code, itself.lines]).toEqual([
      1,
      [`guanzhu: ${database} is the database itself: choose another name`],
    ]);
    expect(existsSync(database)).toBe(true);
    // Nor is another instance's database, whose server would go on writing to what is gone.
    const other = await startInstance({ adminToken });
    const served = join(other.config.dataDir, 'guanzhu.db');
    const another = await guanzhu(source, 'backup', served, '--data-dir', dataDir, '--force');
    expect(another.lines).toEqual([
      `guanzhu: ${served} is no backup, and is not replaced: choose another name`,
    ]);
    await other.stop();
  });
});

async function profileOf({ app }: Instance) {
  const [first] = await app.store.exportAccounts(undefined, 1);
  if (!first) throw new Error('the demo has no accounts');
  return first.account.profile;
}
