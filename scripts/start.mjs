// npm start: from a fresh clone to a running demo. `npm start -- --port 3000` passes flags on.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { endWithParent, onOwnNode, prepare, root } from './checkout.mjs';

await onOwnNode();
prepare();
endWithParent();
process.argv.splice(2, 0, 'serve', '--demo');
await import(pathToFileURL(join(root, 'dist', 'cli', 'main.js')).href);
