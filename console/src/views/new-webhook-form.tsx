import { useState } from 'preact/hooks';
import { t } from '../language.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Failure } from '../parts/states.tsx';
import { type NewWebhook, server } from '../server.ts';

const kinds = ['followed', 'unfollowed'] as const;
type Kind = (typeof kinds)[number];

export function NewWebhookForm({
  made,
  close,
}: {
  made: (webhook: NewWebhook) => void;
  close: () => void;
}) {
  const [url, setUrl] = useState('');
  const [description, setDescription] = useState('');
  const [types, setTypes] = useState<readonly Kind[]>(kinds);
  const [error, setError] = useState<unknown>();
  const make = () =>
    server.webhooks.create({ url, description, types: [...types] }).then(made, setError);
  return (
    <Dialog title={t('webhooks.new')} close={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <label>
          {t('webhooks.url')}
          <input
            type="url"
            required
            placeholder="https://example.com/hook"
            value={url}
            onInput={({ currentTarget }) => setUrl(currentTarget.value)}
          />
        </label>
        <label>
          {t('webhooks.description')}
          <input
            maxLength={200}
            value={description}
            onInput={({ currentTarget }) => setDescription(currentTarget.value)}
          />
        </label>
        <div class="row">
          {kinds.map((kind) => (
            <label key={kind} class="check">
              <input
                type="checkbox"
                checked={types.includes(kind)}
                onChange={({ currentTarget: { checked } }) =>
                  setTypes(kinds.filter((each) => (each === kind ? checked : types.includes(each))))
                }
              />
              {t(`word.${kind}`)}
            </label>
          ))}
        </div>
        {error !== undefined && <Failure error={error} />}
        <div class="row">
          <button type="submit" class="main" disabled={types.length === 0}>
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

/** What messages are signed with: nobody can read it again. */
export function ShownSecret({ secret, close }: { secret: string; close: () => void }) {
  return (
    <Dialog title={t('webhooks.secret')} close={close}>
      <p>{t('devices.shownOnce')}</p>
      <div class="secret">
        <code>{secret}</code>
        <CopyButton text={secret} />
      </div>
      <div>
        <button type="button" class="main" onClick={close}>
          {t('devices.kept')}
        </button>
      </div>
    </Dialog>
  );
}
