// A correction from the field: place, attributes and photos, on a phone too.
import { useRef, useState } from 'react';
import { createCorrection } from '../api/assets';
import { newKey, type Schemas } from '../api/client';
import { Button } from '../components/Button';
import { DayField } from '../components/DayField';
import { TextAreaField, TextField } from '../components/Field';
import { FormBody } from '../components/FormBody';
import { NumberField } from '../components/NumberFields';
import { useSubmit } from '../components/useSubmit';
import { parsePosition } from '../map/coordinates';
import { BothSystems } from '../map/VerticesField';
import { useDraft } from '../session/draft';
import { useLanguage, useWords } from '../words/context';
import { dayOf, timeOf } from '../words/days';
import { formatNumber } from '../words/numbers';
import { AttributeFields } from './AttributeFields';
import type { ChangeFormProps } from './ChangePage';
import { CorrectionPhotos, type SentPhoto } from './CorrectionPhotos';
import { type AttributeValues, attributeChanges, attributesOf, editedOf } from './patch';

interface Observed {
  day: string;
  /** Attributes that were edited, with their new values. */
  attributes: AttributeValues;
  place: string;
  accuracy: number | undefined;
  device: string;
  note: string;
  photos: readonly SentPhoto[];
  /** Made when the form opens and kept with the draft: sent twice, it is made once. */
  key: string;
}

const nothingObserved = (): Observed => ({
  day: dayOf(Date.now()),
  attributes: {},
  place: '',
  accuracy: undefined,
  device: '',
  note: '',
  photos: [],
  key: newKey(),
});

const HIGH_ACCURACY = { enableHighAccuracy: true, timeout: 20_000, maximumAge: 0 };

export function CorrectionForm({ asset, kind, onDone }: ChangeFormProps) {
  const { register: words, forms: actionForms } = useWords();
  const { forms } = words;
  const language = useLanguage();
  const draft = useDraft<Observed>(`correction/${asset.id}`, nothingObserved);
  const latest = useRef(draft.value);
  latest.current = draft.value;
  const { day, place, accuracy, device, note, photos, key } = draft.value;
  const attributes = { ...attributesOf(asset), ...draft.value.attributes };
  const set = (part: Partial<Observed>): void => {
    latest.current = { ...latest.current, ...part };
    draft.set(latest.current);
  };
  const [located, setLocated] = useState<'idle' | 'asking' | 'failed'>('idle');
  const submit = useSubmit();
  const isPoint = asset.geometry.type === 'Point';
  const canLocate = isSecureContext && 'geolocation' in navigator;

  const locate = (): void => {
    setLocated('asking');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        set({
          place: `${coords.longitude.toFixed(7)}; ${coords.latitude.toFixed(7)}`,
          accuracy: Math.round(coords.accuracy * 10) / 10,
        });
        setLocated('idle');
      },
      () => setLocated('failed'),
      HIGH_ACCURACY,
    );
  };
  const send = (): void =>
    void submit.run(async () => {
      const changes = attributeChanges(attributesOf(asset), attributes);
      const position = parsePosition(place);
      const body: Schemas['NewCorrection'] = {
        observed_on: day,
        ...(Object.keys(changes).length > 0 ? { attributes: changes } : {}),
        ...(position ? { geometry: { type: 'Point', coordinates: [...position] } } : {}),
        ...(accuracy === undefined ? {} : { accuracy_m: accuracy }),
        ...(device.trim() ? { device: device.trim() } : {}),
        ...(note.trim() ? { note: note.trim() } : {}),
        photo_ids: photos.map(({ id }) => id),
      };
      await createCorrection(asset.id, body, asset.version, key);
      draft.clear();
      onDone();
    });

  const typedPlace = parsePosition(place);
  return (
    <div className="form">
      <FormBody
        submit={submit}
        onSubmit={send}
        label={forms.sendCorrection}
        extra={
          draft.dirty ? (
            <Button look="quiet" onClick={draft.clear}>
              {actionForms.discard}
            </Button>
          ) : null
        }
      >
        <p className="muted">{forms.correctionText}</p>
        <CorrectionPhotos
          assetId={asset.id}
          photos={photos}
          onAdd={(photo) => set({ photos: [...latest.current.photos, photo] })}
          onRemove={(id) =>
            set({ photos: latest.current.photos.filter((photo) => photo.id !== id) })
          }
        />
        <DayField
          at="/observed_on"
          label={words.observedOn}
          value={day}
          onChange={(day) => set({ day })}
        />
        {isPoint ? (
          <>
            <TextField
              at="/geometry"
              label={forms.place}
              hint={forms.placeHint}
              optional
              value={place}
              onChange={(place) => set({ place })}
              fault={place && !typedPlace ? forms.placeWrong : undefined}
              after={
                canLocate ? (
                  <Button pending={located === 'asking'} onClick={locate}>
                    {forms.locate}
                  </Button>
                ) : null
              }
            />
            {typedPlace ? <BothSystems line={[typedPlace]} /> : null}
            <p className="small muted" role="status">
              {canLocate ? '' : forms.locateNeedsTls}
              {located === 'failed' ? forms.locateFailed : ''}
            </p>
            <NumberField
              at="/accuracy_m"
              label={forms.accuracy}
              hint={forms.accuracyHint(formatNumber(5, language))}
              optional={place === ''}
              kind="fraction"
              unit="m"
              value={accuracy}
              onChange={(accuracy) => set({ accuracy })}
            />
            <TextField
              at="/device"
              label={forms.device}
              optional
              value={device}
              onChange={(device) => set({ device })}
            />
          </>
        ) : null}
        <AttributeFields
          key={`${draft.restored}`}
          kind={kind}
          values={attributes}
          onChange={(values) => set({ attributes: editedOf(attributesOf(asset), values) })}
        />
        <TextAreaField
          at="/note"
          label={forms.note}
          optional
          rows={3}
          value={note}
          onChange={(note) => set({ note })}
        />
      </FormBody>
      <p className="small muted" role="status">
        {draft.savedAt ? actionForms.savedHere(timeOf(draft.savedAt)) : null}
      </p>
    </div>
  );
}
