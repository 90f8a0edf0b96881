import type { Command } from 'commander';
import { exitCodes } from '../failure.js';
import { addServerCommand } from '../server-command.js';

export function addAuditCommand(program: Command): void {
  addServerCommand(
    program,
    {
      use: 'audit',
      summary: 'check every count and follow against the ledger; exit code 3 when one is off',
      example: 'audit --json',
    },
    async ({ client, print }) => {
      const verdict = await client.audit.run();
      const { drift, revision, durationMs } = verdict;
      print.result(verdict, () =>
        drift === 0
          ? `Nothing is off, up to revision ${revision} (${durationMs} ms).`
          : `${drift} figures are not what the ledger says, up to revision ${revision}: keep a copy of the database and report it.`,
      );
      if (drift !== 0) process.exitCode = exitCodes.negative;
    },
  );
}
