// npm run format: formats, sorts imports, applies safe lint fixes. `npm run format -- <file>` for some.
import { join } from 'node:path';
import { onOwnNode, prepare, root, run } from './checkout.mjs';

await onOwnNode();
prepare({ tests: true });
const biome = join(root, 'test', 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
const given = process.argv.slice(2);
run(process.execPath, [biome, 'check', '--write', ...(given.length > 0 ? given : ['.'])]);
