import { useEffect, useErrorBoundary } from 'preact/hooks';
import { language, locale } from './language.ts';
import { Failure, Loading } from './parts/states.tsx';
import { place } from './router.tsx';
import { readSession, session } from './session.ts';
import { Shell } from './shell.tsx';
import { SignIn } from './views/sign-in.tsx';
import { ViewAt } from './views/view-at.tsx';
import './theme.ts';

/** The whole page: the door for who is not signed in, else the view that the address names. */
export function App() {
  const [error, retry] = useErrorBoundary();
  useEffect(() => {
    // A fresh link signs in anew, whoever was signed in before.
    if (!isFreshLink()) void readSession().catch(() => (session.value = { state: 'out' }));
    else session.value = { state: 'out' };
  }, []);
  document.documentElement.lang = locale();
  if (error) return <Failure error={error} retry={retry} />;
  if (session.value.state === 'unknown') return <Loading />;
  if (session.value.state === 'out') return <SignIn />;
  return (
    <Shell key={language.value}>
      <ViewAt place={place.value} />
    </Shell>
  );
}

const isFreshLink = () => place.value.path === '/sign-in' && location.hash.length > 1;
