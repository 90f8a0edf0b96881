/** How an error looks on `/v1`. */
export interface ProblemForm {
  readonly status: number;
  readonly title: string;
  /** `{name}` stands for a value that the error carries. */
  readonly detail: string;
  /** When it comes, and what to do about it. */
  readonly remedy: string;
}

export const form = (
  status: number,
  title: string,
  detail: string,
  remedy: string,
): ProblemForm => ({
  status,
  title,
  detail,
  remedy,
});
