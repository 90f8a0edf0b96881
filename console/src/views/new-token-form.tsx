import { useState } from 'preact/hooks';
import { t } from '../language.ts';
import { FieldNote, MakeForm } from '../parts/make-form.tsx';
import { TenantField } from '../parts/tenant-field.tsx';
import { type NewToken, server } from '../server.ts';

export function NewTokenForm({
  tenants,
  made,
  close,
}: {
  tenants: readonly string[];
  made: (token: NewToken) => void;
  close: () => void;
}) {
  const [tenant, setTenant] = useState('');
  const [label, setLabel] = useState('');
  const make = () => server.tokens.create({ label, ...(tenant !== '' && { tenant }) });
  return (
    <MakeForm title={t('devices.newToken')} make={make} made={made} close={close}>
      <label>
        {t('devices.label')}
        <input value={label} maxLength={100} onInput={(e) => setLabel(e.currentTarget.value)} />
        <FieldNote field="label" />
      </label>
      <TenantField
        label={t('devices.tenantOrNew')}
        tenants={tenants}
        value={tenant}
        choose={setTenant}
      />
    </MakeForm>
  );
}
