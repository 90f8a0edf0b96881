import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { postgresLocation } from '../support/engines.js';
import { startInstance } from '../support/instance.js';
import { startPostgresProxy } from '../support/postgres-proxy.js';
import { startPostgresServer } from '../support/postgres-server.js';

test('/readyz says when the database does not answer, soon, and when it does again', async () => {
  const postgres = await startPostgresServer();
  onTestFinished(() => postgres.stop());
  const { address, stop } = await startInstance({ database: postgresLocation(postgres.url) });
  onTestFinished(stop);
  const ask = async () => {
    const response = await fetch(`${address}/readyz`);
    return { status: response.status, body: await response.json() };
  };
  const ready = { status: 200, body: { status: 'ready' } };
  const away = {
    status: 503,
    body: { status: 'not ready', reason: 'the database does not answer' },
  };
  await expect.poll(ask).toEqual(ready);
  for (let turn = 0; turn < 2; turn += 1) {
    await postgres.kill();
    while ((await ask()).status !== 503) await sleep(50);
    const answers = await Promise.all(Array.from({ length: 50 }, ask));
    expect(answers).toEqual(answers.map(() => away));
    expect((await fetch(`${address}/healthz`)).status).toBe(200);
    await postgres.start();
    await expect.poll(ask).toEqual(ready);
  }
});

test('/readyz does not wait for a database that hangs', async () => {
  const postgres = await startPostgresServer();
  onTestFinished(() => postgres.stop());
  const proxy = await startPostgresProxy(postgres.url);
  const { address, stop } = await startInstance({ database: postgresLocation(proxy.url) });
  const status = async () => (await fetch(`${address}/readyz`)).status;
  onTestFinished(async () => {
    await stop();
    await proxy.close();
  });
  await expect.poll(status).toBe(200);
  proxy.setHung(true);
  await expect.poll(status).toBe(503);
  proxy.setHung(false);
  await expect.poll(status).toBe(200);
});
