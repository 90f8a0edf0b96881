#!/usr/bin/env node
import { CommanderError } from 'commander';
import { createProgram } from './program.js';

// 0 ok, 1 failed, 2 usage.
try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    process.stderr.write(`guanzhu: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof Error && error.name === 'ConfigError' ? 2 : 1;
  }
}
