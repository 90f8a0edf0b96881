// npm run pack:client [folder]: packs the built client as an artifact of its own, guanzhu-client, which
// depends on nothing. Prints the tarball's path.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { root, stop } from './checkout.mjs';

const dist = join(root, 'dist');
const target = resolve(process.argv[2] ?? '.');
const { version, license, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const entries = readdirSync(join(dist, 'client'))
  .filter((name) => /\.(js|d\.ts)$/.test(name))
  .map((name) => join(dist, 'client', name));
const folder = mkdtempSync(join(tmpdir(), 'guanzhu-pack-'));
try {
  for (const file of closure(entries)) {
    const copy = join(folder, relative(root, file));
    mkdirSync(dirname(copy), { recursive: true });
    // The maps lead to sources that are not packed.
    writeFileSync(
      copy,
      readFileSync(file, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n'),
    );
  }
  for (const name of ['LICENSE', 'CHANGELOG.md']) cpSync(join(root, name), join(folder, name));
  const guide = readFileSync(join(root, 'docs', 'sdk.md'), 'utf8');
  writeFileSync(join(folder, 'README.md'), withoutLinksToOtherPages(guide));
  const entry = { types: './dist/client/index.d.ts', default: './dist/client/index.js' };
  const manifest = {
    name: 'guanzhu-client',
    version,
    description: 'The client of a Guanzhu follow server: zero dependencies, Node and browsers',
    license,
    type: 'module',
    sideEffects: false,
    engines,
    exports: { '.': entry, './client': entry },
    // What reads no exports: TypeScript's moduleResolution node10, and older bundlers.
    main: entry.default,
    types: entry.types,
    typesVersions: { '*': { client: [entry.types] } },
  };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  mkdirSync(target, { recursive: true });
  const { status, stdout, stderr } = spawnSync(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', target],
    { cwd: folder, encoding: 'utf8', shell: process.platform === 'win32' },
  );
  if (status !== 0) stop(`npm pack failed: ${stderr}`);
  process.stdout.write(`${join(target, tarball(JSON.parse(stdout)))}\n`);
} finally {
  rmSync(folder, { recursive: true });
}

/**
 * The files, and all that they import: of code that it runs, of types what they name.
 *
 * @param {string[]} files
 */
function closure(files) {
  const found = new Set(files);
  for (const file of found) {
    const text = readFileSync(file, 'utf8');
    for (const [, name = ''] of text.matchAll(
      /(?:\bfrom\s+|\bimport\s*\(\s*|^import\s+)["']([^"'\n]+)["']/gm,
    )) {
      if (!name.startsWith('.'))
        stop(`${relative(root, file)} imports ${name}: it would not be there`);
      const imported = resolve(dirname(file), name);
      found.add(file.endsWith('.d.ts') ? imported.replace(/\.js$/, '.d.ts') : imported);
    }
  }
  return found;
}

/**
 * The guide by itself: the pages that it leads to stay with the server.
 *
 * @param {string} text
 */
function withoutLinksToOtherPages(text) {
  return text.replace(/\[([^\]]+)\]\((?!https?:|#)[^)]*\)/g, '$1');
}

/**
 * What npm names the tarball; its releases differ in the shape of the answer.
 *
 * @param {Record<string, { filename: string }> | { filename: string }[]} packed
 */
function tarball(packed) {
  const [first] = Object.values(packed);
  if (!first) throw new Error('npm pack named no file');
  return first.filename;
}
