import { form } from './problem-form.js';

/** What signing in to the console, and its sessions, can end in. */
export const consoleProblems = {
  sign_in_link_invalid: form(
    401,
    'Sign-in link not usable',
    'The link was used before, is more than 15 minutes old, or is from another start.',
    'Sign in with the administrator token, or start the server again for a new link.',
  ),
  origin_refused: form(
    403,
    'From another page',
    'A session of the console is used by the console alone.',
    'The request came from another origin. Behind a proxy that calls the server by another name, set GUANZHU_PUBLIC_URL. Programs send a token in place of the session.',
  ),
  host_refused: form(
    421,
    'Not by this name',
    'The console is not served as {host}.',
    'Open it as 127.0.0.1 or localhost, or list the name in GUANZHU_CONSOLE_HOSTS.',
  ),
} as const;
