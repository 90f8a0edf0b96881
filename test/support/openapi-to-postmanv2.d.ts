// The part of the package that tests use; it has no types of its own.
declare module 'openapi-to-postmanv2' {
  interface Conversion {
    readonly result: boolean;
    readonly reason?: string;
    readonly output?: readonly { readonly data: unknown }[];
  }
  export function convertV2(
    input: { readonly type: 'json'; readonly data: object },
    options: Readonly<Record<string, unknown>>,
    done: (error: unknown, conversion: Conversion) => void,
  ): void;
}
