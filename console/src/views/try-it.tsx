import { serverAddress } from '../address.ts';
import { t } from '../language.ts';
import { useLoad } from '../load.ts';
import { Empty, Show } from '../parts/states.tsx';
import { type Operation, readReference, titleOf } from '../reference.ts';
import { Link } from '../router.tsx';
import { server } from '../server.ts';
import { session } from '../session.ts';
import { TryOperation } from './try-operation.tsx';

/** The API reference of this very instance, each call ready to be sent. */
export function TryIt({ rest }: { rest: string }) {
  const reference = useLoad('reference', async (signal) => {
    const [operations, devices] = await Promise.all([
      readReference(signal),
      server.devices.list({ limit: 1 }, { signal }),
    ]);
    return { operations, device: devices.items[0] };
  });
  return (
    <>
      <div class="head">
        <div>
          <h1>{t('nav.tryIt')}</h1>
          <p class="tiny">{t('try.lead')}</p>
        </div>
        <p>
          <a href={`${serverAddress}/openapi.json`}>openapi.json</a> ·{' '}
          <a href={`${serverAddress}/docs/`}>/docs</a>
        </p>
      </div>
      <Show load={reference}>
        {({ operations, device }) => {
          const demo = session.value.state === 'in' ? session.value.demo : null;
          const at = rest === '' ? operations[0] : operations.find(({ id }) => id === rest);
          const me = device?.identities[0]?.username;
          return (
            <div class="reference">
              <nav class="card" aria-label={t('try.calls')}>
                <OperationList operations={operations} at={at?.id} />
              </nav>
              {at ? (
                <TryOperation
                  key={at.id}
                  operation={at}
                  values={{
                    token: demo?.token ?? '',
                    appId: demo?.appId ?? device?.appId ?? '',
                    ...(me !== undefined && { username: me }),
                  }}
                />
              ) : (
                <Empty text={t('view.none')} />
              )}
            </div>
          );
        }}
      </Show>
    </>
  );
}

function OperationList({
  operations,
  at,
}: {
  operations: readonly Operation[];
  at: string | undefined;
}) {
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  return (
    <>
      {tags.map((tag) => (
        <div key={tag}>
          <h2>{tag}</h2>
          {operations
            .filter((operation) => operation.tag === tag)
            .map((operation) => (
              <Link
                key={operation.id}
                to={`/try/${encodeURIComponent(operation.id)}`}
                current={operation.id === at}
              >
                <span>{titleOf(operation)}</span>
                <code>
                  {operation.method} {operation.path.replace('/gewe/v2/api', '')}
                </code>
              </Link>
            ))}
        </div>
      ))}
    </>
  );
}
