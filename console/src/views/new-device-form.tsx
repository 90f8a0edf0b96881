import { useState } from 'preact/hooks';
import { t } from '../language.ts';
import { AccountFinder } from '../parts/account-finder.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Failure } from '../parts/states.tsx';
import { type AccountEntry, server } from '../server.ts';

export function NewDeviceForm({
  tenants,
  close,
}: {
  tenants: readonly string[];
  close: (done: boolean) => void;
}) {
  const [tenant, setTenant] = useState(tenants[0] ?? '');
  const [appId, setAppId] = useState('');
  const [account, setAccount] = useState<AccountEntry>();
  const [error, setError] = useState<unknown>();
  const make = () => {
    const identities = account ? [{ username: account.username, roleType: 3 }] : [];
    return server.devices
      .create({ tenant, identities, ...(appId !== '' && { appId }) })
      .then(() => close(true), setError);
  };
  return (
    <Dialog title={t('devices.newDevice')} close={() => close(false)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <label>
          {t('devices.tenant')}
          <input
            list="tenants"
            required
            value={tenant}
            maxLength={256}
            onInput={(e) => setTenant(e.currentTarget.value)}
          />
          <datalist id="tenants">
            {tenants.map((each) => (
              <option key={each} value={each} />
            ))}
          </datalist>
        </label>
        <label>
          {t('devices.appIdOrNew')}
          <input value={appId} maxLength={256} onInput={(e) => setAppId(e.currentTarget.value)} />
        </label>
        <AccountFinder label={t('devices.actsAs')} choose={setAccount} />
        {error !== undefined && <Failure error={error} />}
        <div class="row">
          <button type="submit" class="main">
            {t('devices.make')}
          </button>
          <button type="button" onClick={() => close(false)}>
            {t('dialog.cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
