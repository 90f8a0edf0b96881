import { form } from './problem-form.js';

/** What a file to import, or a row of it, can fail with. */
export const importProblems = {
  csv_invalid: form(
    400,
    'Not a table',
    'The table cannot be read: {reason}.',
    'The text names the line, the fault and the cure; docs/transfer.md says what is read.',
  ),
  ndjson_invalid: form(
    400,
    'Not lines of JSON',
    'The lines cannot be read: {reason}.',
    'The text names the line, the fault and the cure; docs/transfer.md says what is read.',
  ),
  import_incomplete: form(
    400,
    'Export not whole',
    'The export is not whole: {reason}.',
    'What an export ends with says how many rows it has, and their digest. Export again, or send partial=true.',
  ),
  parameter_unknown: form(
    400,
    'Member not known',
    '{field} is no member of {kind}{suggestion}: rename it, map it with columns={field}=… (--columns), or leave such members out with ignoreUnknown=true (--ignore-unknown).',
    'A member that is not known is not dropped in silence. Correct its name, or say that it may be left out.',
  ),
  value_unclear: form(
    400,
    'Value not to be trusted',
    '{field} {value} {reason}.',
    'The value is damaged or can be read in two ways, and is not taken. The text says what to write instead.',
  ),
} as const;
