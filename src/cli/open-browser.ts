import { spawn } from 'node:child_process';

/** Opens an address where a person sits before this terminal; anywhere else it does nothing. */
export function openBrowser(address: string): void {
  const { env, platform, stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY || env.CI || env.SSH_CONNECTION || env.SSH_TTY) return;
  const [program, ...args] = opener(platform, env) ?? [];
  if (program === undefined) return;
  const child = spawn(program, [...args, address], { detached: true, stdio: 'ignore' });
  // Without such a program the address in the banner remains.
  child.on('error', () => {});
  child.unref();
}

function opener(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string[] | undefined {
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open'] : undefined;
}
