const shape = /^(postgres(?:ql)?:\/\/)([^@/?#]*@)?([^@/?#]+)((?:\/[^?#]*)?(?:\?[^#]*)?)$/;

/** The URL of each server that a PostgreSQL URL names, hosts with commas between them; undefined for none. */
export function readPostgresUrls(text: string): readonly string[] | undefined {
  const [, scheme = '', user = '', hosts = '', rest = ''] = shape.exec(text) ?? [];
  const urls = hosts.split(',').map((host) => `${scheme}${user}${host}${rest}`);
  // What is no URL would be quoted whole, password and all, by the error that a later reader throws.
  return scheme !== '' && urls.every((url) => URL.canParse(url)) ? urls : undefined;
}

/** A URL as it may be shown: without the passwords in it. */
export function hidePassword(text: string): string {
  return text
    .replace(/^(\w+:\/\/[^:@]*):.*@/s, '$1:***@')
    .replace(/([?&](?:password|sslpassword)=)[^&]*/gi, '$1***');
}
