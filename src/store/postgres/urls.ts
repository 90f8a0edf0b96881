const shape = /^(postgres(?:ql)?:\/\/)([^@/?#]*@)?([^@/?#]+)((?:\/[^?#]*)?(?:\?[^#]*)?)$/;

/** The URL of each server that a PostgreSQL URL names, hosts with commas between them; undefined for none. */
export function readPostgresUrls(text: string): readonly string[] | undefined {
  const [, scheme = '', user = '', hosts = '', rest = ''] = shape.exec(text) ?? [];
  const named = hosts.split(',');
  const urls = named.map((host) => `${scheme}${user}${host}${rest}`);
  // What is no URL would be quoted whole, password and all, by the error that a later reader throws.
  const sound = scheme !== '' && !named.includes('') && urls.every((url) => URL.canParse(url));
  return sound ? urls : undefined;
}

/** A URL as it may be shown: without the passwords in it. */
export function hidePassword(text: string): string {
  return text
    .replace(/^(\w+:\/\/[^:@]*):.*@/s, '$1:***@')
    .replace(/([?&](?:password|sslpassword)=)[^&]*/gi, '$1***');
}

/** The URLs of a list, with commas or blanks between them; undefined when one of them is no PostgreSQL URL. */
export function readUrlList(text: string): readonly string[] | undefined {
  // A comma may also stand between the hosts of one URL.
  const urls = text.split(/\s+|,\s*(?=postgres(?:ql)?:\/\/)/).filter((url) => url !== '');
  return urls.every((url) => readPostgresUrls(url)) ? urls : undefined;
}
