import type { App } from '../app.js';
import type { Config } from '../config/config.js';
import { documentedFollow } from '../contract/follow-example.js';
import { demo, hasDemo } from '../demo/demo.js';
import { nameOfLocation } from '../store/open.js';

/**
 * What a start says: the address on the first line, then what a newcomer needs to try it. Output that no
 * terminal shows is kept by somebody, and a link in it would sign in whoever reads it first.
 */
export async function banner(
  { address, store, newAdminToken, consoleLink }: App,
  config: Config,
  isTerminal: boolean,
): Promise<string> {
  const lines = [`Guanzhu listening on ${address}`, `  Data    ${nameOfLocation(config.database)}`];
  if (newAdminToken !== undefined) {
    lines.push(`  Admin   ${newAdminToken} (shown this once: keep it)`);
  }
  if (consoleLink !== undefined) {
    lines.push(
      isTerminal
        ? `  Console ${consoleLink} (signs in once, within 15 minutes)`
        : `  Console ${address}/console/ (sign in with the administrator token)`,
    );
  }
  if (await hasDemo(store)) {
    lines.push(
      `  Docs    ${address}/docs/`,
      `  Token   ${demo.token}`,
      `  Device  ${demo.appId}`,
      '',
      'Follow an account (paste into a shell):',
      exampleCall(address),
    );
  } else if (await store.isEmpty()) {
    lines.push('  The graph is empty: start with --demo to try it.');
  }
  return `${lines.join('\n')}\n\n`;
}

function exampleCall(address: string): string {
  const body = JSON.stringify({ ...documentedFollow.request, appId: demo.appId });
  return [
    `curl -s '${address}/gewe/v2/api/finder/follow' \\`,
    `  -H 'X-GEWE-TOKEN: ${demo.token}' \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '${body}'`,
  ].join('\n');
}
