#!/usr/bin/env node
// The command line on whatever Node starts it: one that is too old gets a plain line, or, in a checkout,
// makes way for the Node that the checkout brings. It runs before that is known, so it uses nothing new.
import { existsSync } from 'node:fs';

const oldest = [22, 12];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const isOld = major < oldest[0] || (major === oldest[0] && minor < oldest[1]);
const checkout = new URL('../scripts/checkout.mjs', import.meta.url);
const compiled = new URL('../dist/cli/main.js', import.meta.url);

if (isOld && existsSync(checkout)) {
  const { onOwnNode } = await import(checkout.href);
  await onOwnNode();
} else if (isOld) {
  process.stderr.write(
    `guanzhu: Node ${process.versions.node} is too old: install Node ${oldest.join('.')} or newer\n`,
  );
  process.exit(1);
}
// By the channel it notices when the process that started it here was killed.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
if (existsSync(compiled)) await import(compiled.href);
else {
  process.stderr.write('guanzhu: not built yet: run npm start or npm run build once\n');
  process.exit(1);
}
