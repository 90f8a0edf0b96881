import { createRequire } from 'node:module';

/** The release, as the package names it. */
export const { version }: { version: string } = createRequire(import.meta.url)(
  '../../package.json',
);
