import { useState } from 'preact/hooks';
import { serverNow } from '../clock.ts';
import { dateTime } from '../format.ts';
import { t } from '../language.ts';
import { useLoad } from '../load.ts';
import { accountName, useNames } from '../names.ts';
import { AccountLink } from '../parts/account-link.tsx';
import { ShownOnce } from '../parts/shown-once.tsx';
import { Empty, Failure, Show } from '../parts/states.tsx';
import { SureButton } from '../parts/sure-button.tsx';
import { type Device, type NewToken, server, type TokenInfo } from '../server.ts';
import { NewDeviceForm } from './new-device-form.tsx';
import { NewTokenForm } from './new-token-form.tsx';

/** Who may call, and through what. */
export function Devices() {
  const tokens = useLoad('tokens', (signal) =>
    readAll(server.tokens.list({ limit: 1000 }, { signal })),
  );
  const devices = useLoad('devices', (signal) =>
    readAll(server.devices.list({ limit: 1000 }, { signal })),
  );
  const [making, setMaking] = useState<'token' | 'device'>();
  const [made, setMade] = useState<NewToken>();
  const [error, setError] = useState<unknown>();

  const act = async (work: () => Promise<unknown>) => {
    try {
      await work();
      setError(undefined);
    } catch (reason) {
      setError(reason);
    }
    tokens.reload();
    devices.reload();
  };
  const shown = (token: NewToken) => {
    setMaking(undefined);
    setMade(token);
    tokens.reload();
  };
  const tenants =
    tokens.now.state === 'ready' ? [...new Set(tokens.now.value.map(({ tenant }) => tenant))] : [];
  return (
    <>
      <h1>{t('nav.devices')}</h1>
      {error !== undefined && <Failure error={error} />}
      {made && (
        <ShownOnce
          title={t('devices.madeToken')}
          secret={made.token}
          close={() => setMade(undefined)}
        />
      )}
      {making === 'token' && (
        <NewTokenForm tenants={tenants} made={shown} close={() => setMaking(undefined)} />
      )}
      {making === 'device' && (
        <NewDeviceForm
          tenants={tenants}
          close={(done) => {
            setMaking(undefined);
            if (done) devices.reload();
          }}
        />
      )}
      <section class="card">
        <div class="head">
          <h2>{t('devices.devices')}</h2>
          <button type="button" onClick={() => setMaking('device')}>
            {t('devices.newDevice')}
          </button>
        </div>
        <Show load={devices}>
          {(items) =>
            items.length === 0 ? (
              <Empty text={t('devices.noDevices')} />
            ) : (
              <DeviceTable devices={items} act={act} />
            )
          }
        </Show>
      </section>
      <section class="card">
        <div class="head">
          <h2>{t('devices.tokens')}</h2>
          <button type="button" onClick={() => setMaking('token')}>
            {t('devices.newToken')}
          </button>
        </div>
        <Show load={tokens}>
          {(items) =>
            items.length === 0 ? (
              <Empty text={t('devices.noTokens')} />
            ) : (
              <TokenTable tokens={items} act={act} shown={shown} />
            )
          }
        </Show>
      </section>
    </>
  );
}

async function readAll<Item>(list: AsyncIterable<Item>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of list) items.push(item);
  return items;
}

type Act = (work: () => Promise<unknown>) => Promise<void>;

function DeviceTable({ devices, act }: { devices: readonly Device[]; act: Act }) {
  const names = useNames(
    devices.flatMap(({ identities }) => identities.map(({ username }) => username)),
  );
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t('devices.devices')}>
      <table>
        <thead>
          <tr>
            <th scope="col">appId</th>
            <th scope="col">{t('devices.tenant')}</th>
            <th scope="col">{t('devices.identities')}</th>
            <th scope="col">{t('devices.state')}</th>
            <th scope="col">
              <span class="only-heard">{t('devices.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {devices.map(({ appId, tenant, online, identities }) => (
            <tr key={appId}>
              <td class="mono">{appId}</td>
              <td class="mono">{tenant}</td>
              <td>
                {identities.length === 0 && <span class="soft">{t('devices.noIdentity')}</span>}
                {identities.map(({ username, roleType }) => (
                  <div key={username} class="row">
                    <AccountLink username={username} nickname={accountName(names, username)} />
                    <span class="tag">
                      {roleType === 1 ? t('devices.wechat') : t('devices.finder')}
                    </span>
                  </div>
                ))}
              </td>
              <td>
                <span class="row" style={{ flexWrap: 'nowrap' }}>
                  <span class={online ? 'dot on' : 'dot'} />
                  {online ? t('devices.online') : t('devices.offline')}
                </span>
              </td>
              <td class="end">
                <button
                  type="button"
                  class="plain"
                  onClick={() => act(() => server.devices.setOnline({ appId, online: !online }))}
                >
                  {online ? t('devices.setOffline') : t('devices.setOnline')}
                </button>
                <SureButton
                  class="plain danger"
                  question={t('devices.deleteDeviceSure', { appId })}
                  act={() => act(() => server.devices.delete({ appId }))}
                >
                  {t('devices.delete')}
                </SureButton>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TokenTable({
  tokens,
  act,
  shown,
}: {
  tokens: readonly TokenInfo[];
  act: Act;
  shown: (token: NewToken) => void;
}) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t('devices.tokens')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('devices.label')}</th>
            <th scope="col">{t('devices.token')}</th>
            <th scope="col">{t('devices.tenant')}</th>
            <th scope="col">{t('devices.made')}</th>
            <th scope="col">{t('devices.ends')}</th>
            <th scope="col">
              <span class="only-heard">{t('devices.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map(({ id, label, lastFour, tenant, createdAt, expiresAt, suspended }) => (
            <tr key={id}>
              <td>{label || <span class="soft">–</span>}</td>
              <td class="mono">{lastFour === '' ? id.slice(0, 8) : `…${lastFour}`}</td>
              <td class="mono">{tenant}</td>
              <td>{createdAt === 0 ? '–' : dateTime(createdAt)}</td>
              <td>
                {suspended ? (
                  <span class="tag bad">{t('devices.suspended')}</span>
                ) : expiresAt === null ? (
                  t('devices.never')
                ) : (
                  <Expiry at={expiresAt} />
                )}
              </td>
              <td class="end">
                <button
                  type="button"
                  class="plain"
                  onClick={() => act(() => server.tokens.suspend({ id, suspended: !suspended }))}
                >
                  {suspended ? t('devices.resume') : t('devices.suspend')}
                </button>
                <SureButton
                  class="plain"
                  question={t('devices.rotateSure')}
                  act={() =>
                    act(async () => shown(await server.tokens.rotate({ id, overlapSeconds: 3600 })))
                  }
                >
                  {t('devices.rotate')}
                </SureButton>
                <SureButton
                  class="plain danger"
                  question={t('devices.deleteTokenSure')}
                  act={() => act(() => server.tokens.delete({ id }))}
                >
                  {t('devices.delete')}
                </SureButton>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Expiry({ at }: { at: number }) {
  const isOver = at / 1000 <= serverNow();
  return isOver ? <span class="tag bad">{t('devices.expired')}</span> : <span>{dateTime(at)}</span>;
}
