import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { AuditReply, GuanzhuClient } from '../../client/index.js';
import { exitCodes } from '../failure.js';
import { meter } from '../progress.js';
import { addServerCommand } from '../server-command.js';

/** How often the pass is looked at, in ms. */
const lookEvery = 200;

export function addAuditCommand(program: Command): void {
  addServerCommand(
    program,
    {
      use: 'audit',
      summary: 'check the whole graph against its ledger; exit code 3 when they differ',
      example: 'audit',
    },
    async ({ client, print }) => {
      const audit = await wholePass(client);
      const { drift, revision, checked, durationMs, findings } = audit;
      if (drift !== 0) process.exitCode = exitCodes.negative;
      const rows = Object.values(checked ?? {}).reduce((sum, each) => sum + each, 0);
      const summary = `${rows} rows up to ${revision} in ${durationMs} ms: drift ${drift}.`;
      if (findings.length === 0) {
        print.result(audit, () => summary);
        return;
      }
      const columns = [{ title: 'Problem' }, { title: 'Accounts' }, { title: 'Detail' }];
      print.table(
        audit,
        columns,
        findings.map(({ problem, accounts, detail }) => [problem, accounts.join(' > '), detail]),
        '',
      );
      print.note(summary);
    },
  );
}

/** Starts a pass and waits for it to end, however long it takes. */
async function wholePass({ audit }: GuanzhuClient): Promise<AuditReply> {
  const { run } = await audit.start();
  const progress = meter('Audited', 'rows');
  let shown = 0;
  try {
    for (;;) {
      const state = await audit.get();
      if (state.run !== null && state.run >= run) return state;
      const checked = state.running?.run === run ? state.running.checked : 0;
      progress.add(Math.max(0, checked - shown));
      shown = Math.max(shown, checked);
      await sleep(lookEvery);
    }
  } finally {
    progress.stop();
  }
}
