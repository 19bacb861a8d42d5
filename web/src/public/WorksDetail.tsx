import { useEffect, useRef } from 'react';
import type { PublicWorks } from '../api/public';
import { IconButton } from '../components/Button';
import { Facts } from '../components/Facts';
import { Panel } from '../components/Panel';
import { useLanguage } from '../words/context';
import { longDay } from '../words/days';
import { formatNumber } from '../words/numbers';
import { usePublicWords } from './words';
import { endOf } from './works';

interface WorksDetailProps {
  of: PublicWorks;
  onClose: () => void;
}

/** Everything that is published of one work. It takes the focus when it replaces another. */
export function WorksDetail({ of: works, onClose }: WorksDetailProps) {
  const { work: words } = usePublicWords();
  const language = useLanguage();
  const box = useRef<HTMLDivElement>(null);
  const shown = useRef<string | null>(null);
  useEffect(() => {
    if (shown.current === works.code) return;
    shown.current = works.code;
    box.current?.focus();
  }, [works.code]);
  const end = endOf(works);
  return (
    <div ref={box} tabIndex={-1} className="works-detail">
      <Panel
        title={works.title}
        aside={
          <span className="screen-only">
            <IconButton icon="close" label={words.close} onClick={onClose} />
          </span>
        }
      >
        <Facts
          narrow="narrow"
          of={[
            [words.code, works.code],
            [words.state, works.state_title],
            [words.place, works.address],
            [words.initiator, works.initiator],
            [words.description, works.description],
            [words.from, works.starts_on && longDay(works.starts_on, language)],
            [words.until, end && longDay(end, language)],
            [
              words.time,
              works.duration_days && words.days(formatNumber(works.duration_days, language)),
            ],
            [words.join, works.join_until && longDay(works.join_until, language)],
            [words.contact, works.contact],
          ]}
        />
      </Panel>
    </div>
  );
}
