import { FieldNote } from './make-form.tsx';

/** A tenant: one of those there are, or a new one. */
export function TenantField({
  label,
  tenants,
  value,
  choose,
  required = false,
}: {
  label: string;
  tenants: readonly string[];
  value: string;
  choose: (tenant: string) => void;
  required?: boolean;
}) {
  return (
    <label>
      {label}
      <input
        list="tenants"
        required={required}
        value={value}
        maxLength={256}
        onInput={({ currentTarget }) => choose(currentTarget.value)}
      />
      <datalist id="tenants">
        {tenants.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      <FieldNote field="tenant" />
    </label>
  );
}
