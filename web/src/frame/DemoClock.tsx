// The clock of a demo, which administrators put forward.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { advanceDemoClock } from '../api/session';
import { Button } from '../components/Button';
import { Icon } from '../components/Icon';
import { Refusal } from '../components/Problem';
import { useWords } from '../words/context';
import { moment } from '../words/days';

const STEPS = [1, 7] as const;

export function DemoClock({ now }: { now: string }) {
  const { frame } = useWords();
  const queries = useQueryClient();
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const advance = async (days: number): Promise<void> => {
    setPending(true);
    setError(null);
    try {
      await advanceDemoClock(days);
      await queries.invalidateQueries();
    } catch (refused) {
      setError(refused);
    } finally {
      setPending(false);
    }
  };
  return (
    <div className="demo-clock small">
      <Icon name="clock" />
      <span>{frame.demoClock(moment(now))}</span>
      {STEPS.map((days) => (
        <Button key={days} pending={pending} onClick={() => void advance(days)}>
          {frame.demoAdvance(days)}
        </Button>
      ))}
      <Refusal error={error} />
    </div>
  );
}
