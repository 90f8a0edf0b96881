import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import type { ExportInput } from '../../client/index.js';
import { forceOption, refuseExisting } from '../new-file.js';
import { meter } from '../progress.js';
import { addServerCommand } from '../server-command.js';

interface ExportOptions extends ExportInput {
  readonly output?: string;
  readonly force?: boolean;
}

export function addExportCommand(program: Command): void {
  addServerCommand<ExportOptions>(
    program,
    {
      use: 'export',
      summary: 'write the accounts and follows to a file or to standard output',
      example: 'export --output graph.ndjson',
      options: [
        new Option('--output <file>', 'the file; it appears once it is whole'),
        forceOption(),
        new Option('--format <name>', 'ndjson, or csv for spreadsheets').choices(['ndjson', 'csv']),
        new Option('--content <name>', 'what to export; csv holds one kind').choices([
          'all',
          'accounts',
          'follows',
        ]),
        new Option('--as-of <moment>', 'a revision or a time: the follows of then'),
      ],
    },
    async ({ client, print }, _, { output, force = false, format, content, asOf }) => {
      if (output !== undefined) refuseExisting(output, force);
      const stream = await client.transfer.export({
        ...(format && { format }),
        ...(content && { content }),
        ...(asOf !== undefined && { asOf }),
      });
      // A server's chunks are bytes; the loop ends early when standard output is closed.
      const progress = meter('Exported', 'MB');
      const chunks = Readable.from(counted(stream, (bytes) => progress.add(bytes / 1e6)));
      if (output === undefined) {
        await pipeline(chunks, process.stdout, { end: false });
        progress.stop();
        return;
      }
      const partial = `${output}.partial`;
      try {
        await pipeline(chunks, createWriteStream(partial, { flush: true, mode: 0o600 }));
        // One that has appeared meanwhile is not replaced either.
        refuseExisting(output, force);
        renameSync(partial, output);
      } finally {
        progress.stop();
        rmSync(partial, { force: true });
      }
      print.result({ output }, () => `Exported to ${output}.`);
    },
  );
}

async function* counted(stream: ReadableStream<Uint8Array>, count: (bytes: number) => void) {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    count(value.length);
    yield value;
  }
}
