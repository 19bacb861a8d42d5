// Editors that name documents of the case: chosen among those on file, or uploaded here.
import { useQuery } from '@tanstack/react-query';
import { documentsQuery } from '../../api/cases';
import type { Titled } from '../../api/shapes';
import { Check, Group } from '../../components/choices';
import { useWords } from '../../words/context';
import { useDocumentKinds, useDocumentTitle } from '../documentTitles';
import { Upload } from '../Upload';
import { type EditorProps, isOptional } from './editor';
import { textsOf } from './values';

const isPhotoKind = ({ id }: Titled): boolean => id === 'photo' || id.startsWith('photo_');

function DocumentList({
  of,
  at,
  field,
  value,
  onChange,
  photos,
}: EditorProps & { photos: boolean }) {
  const { forms } = useWords();
  const { data } = useQuery(documentsQuery(of.id));
  const titleOf = useDocumentTitle();
  const photoKinds = useDocumentKinds(of).filter(isPhotoKind);
  // Photographs are of the one kind that the case has for them, or of several.
  const [only, another] = photoKinds;
  const chosen = textsOf(value);
  const items = (data?.items ?? []).filter(
    ({ newest, media_type }) => newest && (!photos || media_type.startsWith('image/')),
  );
  return (
    <Group
      at={at}
      legend={field.title}
      optional={isOptional(field)}
      hint={items.length > 0 ? forms.chooseOnFile : forms.noneOnFile}
    >
      {items.length > 0 ? (
        <div>
          {items.map(({ id, name, kind }) => (
            <Check
              key={id}
              checked={chosen.includes(id)}
              onChange={(checked) =>
                onChange(checked ? [...chosen, id] : chosen.filter((other) => other !== id))
              }
            >
              {name} <span className="muted small">{titleOf(kind)}</span>
            </Check>
          ))}
        </div>
      ) : null}
      <Upload
        of={of}
        bare="bare"
        {...(photos && only ? (another ? { among: photoKinds } : { kind: only.id }) : {})}
        onSent={(id) => onChange([...chosen, id])}
      />
    </Group>
  );
}

export function Documents(props: EditorProps) {
  return <DocumentList {...props} photos={false} />;
}

export function Photos(props: EditorProps) {
  return <DocumentList {...props} photos={true} />;
}
