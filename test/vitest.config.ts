import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

export default defineConfig({
  root,
  resolve: { alias: [{ find: /^#guanzhu\//, replacement: `${root}dist/` }] },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/postgres-setup.ts'],
    // No verdict hangs on speed: these end what hangs, however slow the machine is.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 240_000 } },
    // Tests start real servers and wait a good deal: a few more at once than cores is fastest.
    maxWorkers: 3,
    // Hundreds of processes are started: what is compiled once need not be again.
    env: { NODE_COMPILE_CACHE: `${root}dist/.compile-cache` },
  },
});
