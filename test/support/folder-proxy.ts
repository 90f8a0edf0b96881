import { once } from 'node:events';
import { type ClientRequest, createServer, request } from 'node:http';

export interface FolderProxy extends AsyncDisposable {
  /** Where the server is found, such as `http://127.0.0.1:4711/guanzhu`. */
  readonly address: string;
}

/**
 * A proxy that serves a server in a folder of its own, as nginx does by `location /guanzhu/ { proxy_pass
 * http://127.0.0.1:2531/; }` and nothing else: the server is called by its own name, and never learns the
 * folder. With `keeps`, it leaves the folder in the path (`proxy_pass` without a slash at the end).
 */
export async function startFolderProxy(
  server: () => string,
  { folder = '/guanzhu', keeps = false }: { folder?: string; keeps?: boolean } = {},
): Promise<FolderProxy> {
  const open = new Set<ClientRequest>();
  const proxy = createServer((from, back) => {
    const url = from.url ?? '/';
    if (!url.startsWith(`${folder}/`)) {
      back.writeHead(404).end('not of the folder');
      return;
    }
    const target = new URL(server());
    const upstream = request(
      {
        host: target.hostname,
        port: target.port,
        method: from.method,
        path: keeps ? url : url.slice(folder.length),
        headers: { ...from.headers, host: target.host, connection: 'close' },
      },
      (answer) => {
        back.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(back);
      },
    );
    open.add(upstream);
    upstream.once('close', () => open.delete(upstream));
    upstream.on('error', () => back.destroy());
    back.on('close', () => upstream.destroy());
    from.pipe(upstream);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const place = proxy.address();
  if (typeof place !== 'object' || place === null) throw new Error('the proxy has no port');
  return {
    address: `http://127.0.0.1:${place.port}${folder}`,
    [Symbol.asyncDispose]: async () => {
      for (const upstream of open) upstream.destroy();
      proxy.closeAllConnections();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}
