// Name of an organisation that something holds by its id.
import { useOrganizationName } from '../api/references';
import { useLanguage, useWords } from '../words/context';

export function OrganizationName({ id }: { id: string | null | undefined }) {
  const { content } = useWords();
  const name = useOrganizationName(id, useLanguage());
  if (!id) return null;
  if (name === null) return <span className="muted">…</span>;
  return name ?? <span className="muted">{content.organizationHidden}</span>;
}
