#!/usr/bin/env node
import { explainFailure } from './failure.js';
import { createProgram } from './program.js';

// A reader that has seen enough, such as head, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

try {
  await createProgram().parseAsync();
} catch (error) {
  const { code, line } = explainFailure(error);
  if (line !== undefined) process.stderr.write(`${line}\n`);
  process.exitCode = code;
}
