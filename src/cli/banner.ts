import { join, resolve } from 'node:path';
import type { App } from '../app.js';
import type { Config } from '../config/config.js';
import { clientVariables } from '../config/env.js';
import { settings } from '../config/settings.js';
import { documentedFollow } from '../contract/follow-example.js';
import { demo, hasDemo } from '../demo/demo.js';
import { nameOfLocation } from '../store/open.js';

/**
 * What a start says: the address on the first line, then what a newcomer needs to try it. Output that no
 * terminal shows is kept by somebody: neither the administrator's token nor a link that signs in goes there.
 */
export async function banner(app: App, config: Config, isTerminal: boolean): Promise<string> {
  const { address, store, newAdminToken, adminTokenFile, consoleLink } = app;
  const lines = [`Guanzhu listening on ${address}`, `  Data    ${nameOfLocation(config.database)}`];
  for (const warning of app.warnings) lines.push(`  Warning ${warning}`);
  const isShown = isTerminal && newAdminToken !== undefined;
  if (isShown) {
    lines.push(`  Admin   ${newAdminToken} (shown this once: keep it)`);
  } else if (adminTokenFile) {
    lines.push(`  Admin   in ${adminTokenFile.path} (keep it elsewhere, then delete the file)`);
  }
  if (consoleLink !== undefined) {
    lines.push(
      isTerminal
        ? `  Console ${consoleLink} (signs in once, within 15 minutes)`
        : `  Console ${address}/console/ (sign in with the administrator token)`,
    );
  }
  lines.push(`  Docs    ${address}/docs/`);
  if (await hasDemo(store)) {
    lines.push(
      `  Token   ${demo.token}`,
      `  Device  ${demo.appId}`,
      '',
      'Follow an account (paste into a shell):',
      exampleCall(address),
    );
  } else if (await store.isEmpty()) {
    const token = isShown
      ? newAdminToken
      : adminTokenFile && `"$(cat ${quoted(adminTokenFile.path)})"`;
    lines.push(
      '',
      'The graph is empty: start with --demo to try it, or make your own (paste into a shell):',
      ...firstCommands(address, token),
    );
  }
  if (!isShown && !adminTokenFile && config.adminToken === '') {
    lines.push('', `Lost the administrator's token? ${resetCommand(config)}`);
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

/** @param token as a shell reads it; undefined for one that its owner has set, and knows. */
function firstCommands(address: string, token: string | undefined): string[] {
  const { env } = settings.adminToken;
  return [
    `export ${clientVariables.url}=${address}${token === undefined ? '' : ` ${env}=${token}`}`,
    'npx guanzhu account create v2_shop@finder --nickname 小店',
    'npx guanzhu token create --tenant shop --label bot',
    'npx guanzhu device create wx_shop_1 --tenant shop --identity v2_shop@finder',
  ];
}

/** What makes a new token for this very database. */
function resetCommand({ dataDir, database }: Config): string {
  const words = ['npx guanzhu admin-token reset'];
  if (dataDir !== resolve(settings.dataDir.fallback)) {
    words.push(settings.dataDir.flag, quoted(dataDir));
  }
  if (database.engine === 'postgres') words.push(`(with the same ${settings.databaseUrl.env})`);
  else if (database.file !== join(dataDir, 'guanzhu.db')) {
    words.push(settings.databaseUrl.flag, quoted(`sqlite:${database.file}`));
  }
  return words.join(' ');
}

/** As a shell reads it as one word. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
