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
    const timer = setInterval(() => void queries.invalidateQueries(), 15_000);
    return () => clearInterval(timer);
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
