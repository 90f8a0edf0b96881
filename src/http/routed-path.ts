/** The path of a request as the router reads it: without its query, slashes once, plain letters unescaped. */
export function routedPath(url: string): string {
  const [path = ''] = url.replace(/^https?:\/\/.*?\//, '/').split(/[?#]/);
  return path
    .replace(/\/{2,}/g, '/')
    .split('/')
    .map(unescaped)
    .join('/');
}

/** Without what would divide a path anew. A piece that cannot be read stands for itself. */
function unescaped(piece: string): string {
  try {
    return decodeURI(piece);
  } catch {
    return piece;
  }
}
