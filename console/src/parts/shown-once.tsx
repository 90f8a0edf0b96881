import { t } from '../language.ts';
import { CopyButton } from './copy-button.tsx';
import { Dialog } from './dialog.tsx';

/** A secret that was just made: nobody can read it again. */
export function ShownOnce({
  title,
  secret,
  close,
}: {
  title: string;
  secret: string;
  close: () => void;
}) {
  return (
    <Dialog title={title} close={close}>
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
