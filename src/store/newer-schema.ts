/** The data was written by a newer release whose schema this one cannot know. */
export class NewerSchemaError extends Error {
  override readonly name = 'NewerSchemaError';

  constructor(version: number, latest: number) {
    super(
      `it has schema ${version} and this release knows schemas up to ${latest}: start a newer release`,
    );
  }
}
