/**
 * Refuses what no header can carry, before it is sent: fetch would tell it as a failed connection.
 * Blanks around it, such as the line end of a file, are left out on the way.
 *
 * @throws TypeError naming the value, which may be a secret, by its name alone.
 */
export function checkHeaderValue(name: string, value: string | undefined): void {
  if (value === undefined || /^[!-~]*$/.test(value.trim())) return;
  throw new TypeError(
    `${name} has characters that cannot be sent in a header: it must be visible ASCII without blanks`,
  );
}
