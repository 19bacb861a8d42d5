import { Link } from '@tanstack/react-router';
import { buttonClass } from '../components/Button';
import { Empty } from '../components/States';
import { usePublicWords } from './words';

/** A list that a filter leaves without rows, with the way to take the filter away. */
export function Nothing({ filtered }: { filtered: boolean }) {
  const words = usePublicWords();
  return (
    <Empty
      icon={filtered ? 'filter' : 'empty'}
      title={words.nothing}
      action={
        filtered ? (
          <Link to="." search={{}} className={buttonClass()}>
            {words.clear}
          </Link>
        ) : null
      }
    >
      {filtered ? words.nothingText : null}
    </Empty>
  );
}
