import { useState } from 'preact/hooks';
import { t } from '../language.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Failure } from '../parts/states.tsx';
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
  const [error, setError] = useState<unknown>();
  const make = () =>
    server.tokens.create({ label, ...(tenant !== '' && { tenant }) }).then(made, setError);
  return (
    <Dialog title={t('devices.newToken')} close={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <label>
          {t('devices.label')}
          <input value={label} maxLength={100} onInput={(e) => setLabel(e.currentTarget.value)} />
        </label>
        <label>
          {t('devices.tenantOrNew')}
          <input
            list="tenants"
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
        {error !== undefined && <Failure error={error} />}
        <div class="row">
          <button type="submit" class="main">
            {t('devices.make')}
          </button>
          <button type="button" onClick={close}>
            {t('dialog.cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** A token that was just made: nobody can read it again. */
export function ShownToken({ made, close }: { made: NewToken; close: () => void }) {
  return (
    <Dialog title={t('devices.madeToken')} close={close}>
      <p>{t('devices.shownOnce')}</p>
      <div class="secret">
        <code>{made.token}</code>
        <CopyButton text={made.token} />
      </div>
      <div>
        <button type="button" class="main" onClick={close}>
          {t('devices.kept')}
        </button>
      </div>
    </Dialog>
  );
}
