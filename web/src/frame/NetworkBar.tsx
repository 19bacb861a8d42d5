import { useEffect, useState } from 'react';
import { queries } from '../api/queries';
import { watchNetwork } from '../api/transport';
import { Button } from '../components/Button';
import { Icon } from '../components/Icon';
import { useWords } from '../words/context';

/** A bar while the server cannot be reached. */
export function NetworkBar() {
  const { common } = useWords();
  const [reachable, setReachable] = useState(true);
  useEffect(() => watchNetwork(setReachable), []);
  useEffect(() => {
    if (reachable) return;
    const again = () => void queries.invalidateQueries();
    const timer = setInterval(again, 15_000);
    window.addEventListener('online', again);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', again);
    };
  }, [reachable]);
  return (
    <div role="status">
      {reachable ? null : (
        <div className="network-bar">
          <Icon name="alert" />
          <p>
            <strong>{common.offline}</strong> {common.offlineText}
          </p>
          <Button onClick={() => void queries.invalidateQueries()}>{common.tryNow}</Button>
        </div>
      )}
    </div>
  );
}
