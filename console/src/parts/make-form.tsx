import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../language.ts';
import { Dialog } from './dialog.tsx';
import { Failure } from './states.tsx';

/** A dialog that makes one thing out of its fields, and stays to say why when that fails. */
export function MakeForm<Made>({
  title,
  make,
  made,
  close,
  incomplete = false,
  children,
}: {
  title: string;
  make: () => Promise<Made>;
  made: (made: Made) => void;
  close: () => void;
  incomplete?: boolean;
  children: ComponentChildren;
}) {
  const [error, setError] = useState<unknown>();
  return (
    <Dialog title={title} close={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void make().then(made, setError);
        }}
      >
        {children}
        {error !== undefined && <Failure error={error} />}
        <div class="row">
          <button type="submit" class="main" disabled={incomplete}>
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
