// npm run format: formats, sorts imports, applies safe lint fixes. `npm run format -- <file>` for some.
import { join } from 'node:path';
import { installTools, onOwnNode, root, run } from './checkout.mjs';

await onOwnNode();
installTools();
const biome = join(root, 'test', 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
const given = process.argv.slice(2);
run(process.execPath, [biome, 'check', '--write', ...(given.length > 0 ? given : ['.'])]);
