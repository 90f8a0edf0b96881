import { existsSync } from 'node:fs';
import { Option } from 'commander';

export const forceOption = () =>
  new Option('--force', 'replace a file that exists already, which is refused otherwise');

/** @throws Error when the file exists and is not to be replaced. */
export function refuseExisting(file: string, force: boolean): void {
  if (!force && existsSync(file)) {
    throw new Error(`${file} exists: choose another name, or replace it with --force`);
  }
}
