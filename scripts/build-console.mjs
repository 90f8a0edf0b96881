// Builds the console into dist/console, each file beside packed forms of itself: the server then packs
// nothing while it serves. Needs the compiled client.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { root } from './checkout.mjs';

const { build } = await import('vite');

await build({
  configFile: join(root, 'console', 'vite.config.mjs'),
  logLevel: process.argv.includes('--quiet') ? 'error' : 'info',
});

const folder = join(root, 'dist', 'console');
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const file = join(entry.parentPath, entry.name);
  const bytes = readFileSync(file);
  writeFileSync(`${file}.br`, brotliCompressSync(bytes));
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
}
