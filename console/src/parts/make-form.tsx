import { type ComponentChildren, createContext } from 'preact';
import { useContext, useState } from 'preact/hooks';
import { t } from '../language.ts';
import { GuanzhuApiError } from '../server.ts';
import { Dialog } from './dialog.tsx';
import { Failure, reasonOf } from './states.tsx';

const Refusal = createContext<unknown>(undefined);

/** Why the server refused what stands in a field of a form, next to that field. */
export function FieldNote({ field }: { field: string }) {
  const error = useContext(Refusal);
  if (!(error instanceof GuanzhuApiError) || error.field !== field) return null;
  return <span class="loss tiny break">{reasonOf(error)}</span>;
}

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
        <Refusal.Provider value={error}>{children}</Refusal.Provider>
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
