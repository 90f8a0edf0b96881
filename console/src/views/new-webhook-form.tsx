import { useState } from 'preact/hooks';
import { t } from '../language.ts';
import { FieldNote, MakeForm } from '../parts/make-form.tsx';
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
  const make = () => server.webhooks.create({ url, description, types: [...types] });
  return (
    <MakeForm
      title={t('webhooks.new')}
      make={make}
      made={made}
      close={close}
      incomplete={types.length === 0}
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
        <FieldNote field="url" />
      </label>
      <label>
        {t('webhooks.description')}
        <input
          maxLength={200}
          value={description}
          onInput={({ currentTarget }) => setDescription(currentTarget.value)}
        />
        <FieldNote field="description" />
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
    </MakeForm>
  );
}
