import { useState } from 'preact/hooks';
import { t } from '../language.ts';
import { AccountFinder } from '../parts/account-finder.tsx';
import { FieldNote, MakeForm } from '../parts/make-form.tsx';
import { TenantField } from '../parts/tenant-field.tsx';
import { type AccountEntry, type NewDevice, server } from '../server.ts';

export function NewDeviceForm({
  tenants,
  close,
}: {
  tenants: readonly string[];
  close: (made?: NewDevice) => void;
}) {
  const [tenant, setTenant] = useState(tenants[0] ?? '');
  const [appId, setAppId] = useState('');
  const [account, setAccount] = useState<AccountEntry>();
  const make = () => {
    const identities = account ? [{ username: account.username }] : [];
    return server.devices.create({ tenant, identities, ...(appId !== '' && { appId }) });
  };
  return (
    <MakeForm title={t('devices.newDevice')} make={make} made={close} close={() => close()}>
      <TenantField
        label={t('devices.tenant')}
        tenants={tenants}
        required
        value={tenant}
        choose={setTenant}
      />
      <label>
        {t('devices.appIdOrNew')}
        <input value={appId} maxLength={256} onInput={(e) => setAppId(e.currentTarget.value)} />
        <FieldNote field="appId" />
      </label>
      <AccountFinder label={t('devices.actsAs')} choose={setAccount} />
    </MakeForm>
  );
}
