import type { Schemas } from '../api/client';
import { documentHref } from '../api/documents';
import { buttonClass } from '../components/Button';
import { Facts } from '../components/Facts';
import { Icon } from '../components/Icon';
import { useLanguage, useWords } from '../words/context';
import { moment } from '../words/days';
import { formatBytes } from '../words/numbers';

type Document = Schemas['Document'];

interface ComparisonProps {
  caseId: string;
  newer: Document;
  older: Document;
}

/** Two versions beside each other: pictures in the page, other files to open. */
export function Comparison({ caseId, newer, older }: ComparisonProps) {
  const { parts } = useWords();
  return (
    <section className="comparison" aria-label={parts.documents.comparison}>
      <Side title={parts.documents.newer} caseId={caseId} of={newer} />
      <Side title={parts.documents.older} caseId={caseId} of={older} />
    </section>
  );
}

function Side({ title, caseId, of }: { title: string; caseId: string; of: Document }) {
  const { common, parts } = useWords();
  const language = useLanguage();
  const href = documentHref(caseId, of.id);
  return (
    <div className="stack tight">
      <h4>
        {title} ({parts.documents.version(of.version)})
      </h4>
      {of.media_type.startsWith('image/') && /png|jpeg/.test(of.media_type) ? (
        <img src={href} alt={of.name} />
      ) : (
        <p className="muted">{parts.documents.notComparable}</p>
      )}
      <Facts
        of={[
          [common.saved(''), moment(of.uploaded_at)],
          [parts.documents.hash, <span className="code hash">{of.sha256}</span>],
          ['', formatBytes(of.size_bytes, language)],
        ]}
      />
      <div>
        <a href={href} target="_blank" rel="noreferrer" className={buttonClass()}>
          <Icon name="external" />
          {common.open}
        </a>
      </div>
    </div>
  );
}
