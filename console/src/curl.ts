/** A request as a line for a shell; a value in single quotes ends at none of its own. */
export function curlOf(request: {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}): string {
  const { method, url, headers, body } = request;
  const lines = [`curl -s -X ${method} ${quote(url)}`];
  for (const [name, value] of Object.entries(headers))
    lines.push(`-H ${quote(`${name}: ${value}`)}`);
  if (body !== undefined && body !== '') lines.push(`-d ${quote(body)}`);
  return lines.join(' \\\n  ');
}

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** JSON with its lines broken; any other text as it is. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
