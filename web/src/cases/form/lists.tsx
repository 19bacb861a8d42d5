// Editors of short lists: missing parts, make-ready, capacity, numbers on tags.

import type { CaseFull } from '../../api/cases';
import type { Schemas } from '../../api/client';
import { SelectField, TextAreaField, TextField } from '../../components/Field';
import { NumberField } from '../../components/NumberFields';
import { useWords } from '../../words/context';
import { useAssets } from '../content/shared';
import { useUnits } from '../content/units';
import type { EditorProps } from './editor';
import { Repeated } from './Repeated';
import { numberOf, objectOf, textOf, withMember } from './values';

export function Gaps(props: EditorProps) {
  const { forms } = useWords();
  return (
    <Repeated {...props} name={forms.gap} add={forms.addGap} fresh={{ item: '', reason: '' }}>
      {(entry, change, at) => {
        const gap = objectOf(entry);
        return (
          <>
            <TextField
              at={`${at}/item`}
              label={forms.gapItem}
              value={textOf(gap.item)}
              onChange={(item) => change({ ...gap, item })}
            />
            <TextAreaField
              at={`${at}/reason`}
              label={forms.gapReason}
              rows={2}
              value={textOf(gap.reason)}
              onChange={(reason) => change({ ...gap, reason })}
            />
          </>
        );
      }}
    </Repeated>
  );
}

/** Assets that the request of a case names. */
export function elementIds({ kind, content }: CaseFull): readonly string[] {
  if (kind !== 'sharing_request') return [];
  return (content as Schemas['SharingContent']).request.elements.map(({ asset_id }) => asset_id);
}

export function MakeReady(props: EditorProps) {
  const { forms } = useWords();
  const ids = elementIds(props.of);
  const assets = useAssets(ids);
  const choices = ids.map((id) => ({ id, title: assets.get(id)?.code ?? id }));
  return (
    <Repeated
      {...props}
      name={forms.makeReady}
      add={forms.addMakeReady}
      fresh={{ asset_id: '', work: '' }}
    >
      {(entry, change, at) => {
        const work = objectOf(entry);
        return (
          <>
            <SelectField
              at={`${at}/asset_id`}
              label={forms.asset}
              none={forms.choose}
              choices={choices}
              value={textOf(work.asset_id)}
              onChange={(asset_id) => change({ ...work, asset_id })}
            />
            <TextAreaField
              at={`${at}/work`}
              label={forms.work}
              rows={2}
              value={textOf(work.work)}
              onChange={(text) => change({ ...work, work: text })}
            />
          </>
        );
      }}
    </Repeated>
  );
}

function assetKindOf({ content }: CaseFull): string | undefined {
  const works = 'works' in content ? content.works : undefined;
  return works && 'asset_kind' in works ? (works.asset_kind ?? undefined) : undefined;
}

export function Capacity(props: EditorProps) {
  const { forms } = useWords();
  const units = useUnits(assetKindOf(props.of));
  return (
    <Repeated {...props} name={forms.unit} add={forms.addUnit} fresh={{ unit: '' }}>
      {(entry, change, at) => {
        const one = objectOf(entry);
        return (
          <>
            <SelectField
              at={`${at}/unit`}
              label={forms.unitKind}
              none={forms.choose}
              choices={units}
              value={textOf(one.unit)}
              onChange={(unit) => change({ ...one, unit })}
            />
            <NumberField
              at={`${at}/installed`}
              label={forms.installed}
              value={numberOf(one.installed)}
              onChange={(installed) => change(withMember(one, 'installed', installed))}
            />
          </>
        );
      }}
    </Repeated>
  );
}

export function TagNumbers(props: EditorProps) {
  const { forms } = useWords();
  return (
    <Repeated {...props} name={forms.tag} add={forms.addTag} fresh={null}>
      {(entry, change, at) => (
        <NumberField
          at={at}
          label={forms.tagNumber}
          value={numberOf(entry)}
          onChange={(number) => change(number ?? null)}
        />
      )}
    </Repeated>
  );
}
