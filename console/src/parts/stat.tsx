/** One number with its name. */
export function Stat({ name, value, note }: { name: string; value: string; note?: string }) {
  return (
    <div class="stat">
      <dt>{name}</dt>
      <dd class={value.length > 11 ? 'small' : ''}>
        {value}
        {note !== undefined && <span class="note">{note}</span>}
      </dd>
    </div>
  );
}
