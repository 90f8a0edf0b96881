/** What nicknames are taken by, and by which rules accounts are found. */
export const names = {
  number: 15,
  name: 'names',
  sql: `
    -- Two keys of the nickname, by either of which it is taken: src/text/name-keys.ts.
    ALTER TABLE accounts ADD COLUMN letters_key text COLLATE "C" NOT NULL DEFAULT '';
    ALTER TABLE accounts ADD COLUMN look_key text COLLATE "C" NOT NULL DEFAULT '';
    CREATE INDEX accounts_by_letters ON accounts (letters_key);
    CREATE INDEX accounts_by_look ON accounts (look_key);

    -- One row: the rules (src/store/text-rules.ts) that the keys and account_grams were made by, and the
    -- username of the last account that they were made for; null for all of them.
    CREATE TABLE account_texts (
      b         integer PRIMARY KEY,
      rules     integer NOT NULL,
      made_upto text COLLATE "C"
    );
    INSERT INTO account_texts (b, rules, made_upto) VALUES (0, 0, NULL);
  `,
} as const;
