import type { ComponentChildren } from 'preact';

/** A button that acts once the reader has said yes to a question. */
export function SureButton({
  question,
  act,
  class: className,
  children,
}: {
  question: string;
  act: () => unknown;
  class?: string;
  children: ComponentChildren;
}) {
  return (
    <button
      type="button"
      class={className}
      onClick={() => {
        if (confirm(question)) void act();
      }}
    >
      {children}
    </button>
  );
}
