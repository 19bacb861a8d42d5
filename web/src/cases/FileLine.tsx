import { Refused } from '../api/refused';
import { Button } from '../components/Button';
import { Progress } from '../components/Progress';
import { Mark } from '../components/Tag';
import { useLanguage, useWords } from '../words/context';
import { formatBytes } from '../words/numbers';
import type { FileOnItsWay, Uploads } from './uploads';

export function FileLine({ of, uploads }: { of: FileOnItsWay; uploads: Uploads }) {
  const { parts } = useWords();
  const language = useLanguage();
  const { documents } = parts;
  const shrunk = of.file.size < of.originalBytes;
  return (
    <div className="stack tight">
      <div className="row between">
        <span className="grow">
          {of.file.name} <span className="small muted">{formatBytes(of.file.size, language)}</span>
        </span>
        <State of={of} />
        {of.state === 'failed' || of.state === 'stopped' ? (
          <Button onClick={() => uploads.again(of.key)}>{documents.again}</Button>
        ) : null}
        {of.state === 'sent' ? null : (
          <Button look="quiet" onClick={() => uploads.cancel(of.key)}>
            {documents.cancel}
          </Button>
        )}
      </div>
      {of.state === 'sending' ? <Progress label={of.file.name} fraction={of.fraction} /> : null}
      {shrunk ? (
        <p className="small muted">
          {documents.shrunk(
            formatBytes(of.originalBytes, language),
            formatBytes(of.file.size, language),
          )}
        </p>
      ) : null}
      {of.error instanceof Refused ? (
        <p className="small">{of.error.detail || of.error.title}</p>
      ) : null}
    </div>
  );
}

function State({ of }: { of: FileOnItsWay }) {
  const { parts } = useWords();
  const { documents } = parts;
  switch (of.state) {
    case 'waiting':
      return <span className="muted">{documents.waiting}</span>;
    case 'sending':
      return <span>{documents.sending(Math.round(of.fraction * 100))}</span>;
    case 'sent':
      return (
        <Mark tone="good" icon="check">
          {documents.sent}
        </Mark>
      );
    case 'failed':
      return (
        <Mark tone="late" icon="alert">
          {documents.failed}
        </Mark>
      );
    case 'stopped':
      return (
        <Mark tone="soon" icon="pause">
          {documents.stopped}
        </Mark>
      );
  }
}
