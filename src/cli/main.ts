#!/usr/bin/env node
import { explainFailure } from './failure.js';
import { readInvocation } from './invocation.js';
import { createProgram } from './program.js';

// A reader that has seen enough, such as head, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

const program = createProgram();
try {
  await program.parseAsync();
} catch (error) {
  const { code, line } = explainFailure(error, readInvocation(program, process.env));
  if (line !== undefined) process.stderr.write(`${line}\n`);
  process.exitCode = code;
}
