// A correction from the field: place, attributes and photos, on a phone too.
import { useState } from 'react';
import { createCorrection, uploadPhoto } from '../api/assets';
import { newKey, type Schemas } from '../api/client';
import { shrunkPicture } from '../api/documents';
import { Button, buttonClass } from '../components/Button';
import { Group } from '../components/choices';
import { DayField } from '../components/DayField';
import { TextAreaField, TextField } from '../components/Field';
import { FormBody } from '../components/FormBody';
import { Icon } from '../components/Icon';
import { NumberField } from '../components/NumberFields';
import { Refusal } from '../components/Problem';
import { Progress } from '../components/Progress';
import { useSubmit } from '../components/useSubmit';
import { parsePosition } from '../map/coordinates';
import { BothSystems } from '../map/VerticesField';
import { useLanguage, useWords } from '../words/context';
import { dayOf } from '../words/days';
import { formatNumber } from '../words/numbers';
import { AttributeFields } from './AttributeFields';
import type { ChangeFormProps } from './ChangePage';
import { attributeChanges, attributesOf } from './patch';

interface SentPhoto {
  key: string;
  name: string;
  fraction: number;
  id?: string;
}

const HIGH_ACCURACY = { enableHighAccuracy: true, timeout: 20_000, maximumAge: 0 };

export function CorrectionForm({ asset, kind, onDone }: ChangeFormProps) {
  const { register: words } = useWords();
  const { forms } = words;
  const language = useLanguage();
  const [day, setDay] = useState(dayOf(Date.now()));
  const [attributes, setAttributes] = useState(() => attributesOf(asset));
  const [place, setPlace] = useState('');
  const [accuracy, setAccuracy] = useState<number | undefined>();
  const [device, setDevice] = useState('');
  const [note, setNote] = useState('');
  const [photos, setPhotos] = useState<readonly SentPhoto[]>([]);
  const [photoError, setPhotoError] = useState<unknown>(null);
  const [located, setLocated] = useState<'idle' | 'asking' | 'failed'>('idle');
  const [key] = useState(newKey);
  const submit = useSubmit();
  const isPoint = asset.geometry.type === 'Point';
  const canLocate = isSecureContext && 'geolocation' in navigator;

  const locate = (): void => {
    setLocated('asking');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setPlace(`${coords.longitude.toFixed(7)}; ${coords.latitude.toFixed(7)}`);
        setAccuracy(Math.round(coords.accuracy * 10) / 10);
        setLocated('idle');
      },
      () => setLocated('failed'),
      HIGH_ACCURACY,
    );
  };
  const addPhotos = async (files: readonly File[]): Promise<void> => {
    setPhotoError(null);
    for (const file of files) {
      const photo: SentPhoto = { key: newKey(), name: file.name, fraction: 0 };
      setPhotos((now) => [...now, photo]);
      const change = (part: Partial<SentPhoto>): void =>
        setPhotos((now) => now.map((one) => (one.key === photo.key ? { ...one, ...part } : one)));
      try {
        const sent = await uploadPhoto({
          assetId: asset.id,
          file: await shrunkPicture(file),
          key: photo.key,
          onProgress: (fraction) => change({ fraction }),
        });
        change({ id: sent.id, fraction: 1 });
      } catch (error) {
        setPhotos((now) => now.filter((one) => one.key !== photo.key));
        setPhotoError(error);
      }
    }
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
        photo_ids: photos.flatMap(({ id }) => (id ? [id] : [])),
      };
      await createCorrection(asset.id, body, asset.version, key);
      onDone();
    });

  const typedPlace = parsePosition(place);
  return (
    <div className="form">
      <FormBody submit={submit} onSubmit={send} label={forms.sendCorrection}>
        <p className="muted">{forms.correctionText}</p>
        <Group at="/photo_ids" legend={forms.photos} hint={forms.photosHint}>
          <Refusal error={photoError} />
          <div className="button-row">
            <label className={buttonClass('plain', 'file-label')}>
              <Icon name="upload" />
              {forms.takePhoto}
              <input
                className="visually-hidden"
                type="file"
                accept="image/jpeg,image/png"
                capture="environment"
                multiple
                onChange={(event) => {
                  void addPhotos([...(event.target.files ?? [])]);
                  event.target.value = '';
                }}
              />
            </label>
          </div>
          <ul className="stack tight">
            {photos.map((photo) => (
              <li key={photo.key} className="row">
                <span>{photo.name}</span>
                {photo.id ? (
                  <Button
                    look="quiet"
                    onClick={() => setPhotos(photos.filter(({ key: one }) => one !== photo.key))}
                  >
                    {forms.removePhoto(photo.name)}
                  </Button>
                ) : (
                  <Progress label={photo.name} fraction={photo.fraction} />
                )}
              </li>
            ))}
          </ul>
        </Group>
        <DayField at="/observed_on" label={words.observedOn} value={day} onChange={setDay} />
        {isPoint ? (
          <>
            <TextField
              at="/geometry"
              label={forms.place}
              hint={forms.placeHint}
              optional
              value={place}
              onChange={setPlace}
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
              onChange={setAccuracy}
            />
            <TextField
              at="/device"
              label={forms.device}
              optional
              value={device}
              onChange={setDevice}
            />
          </>
        ) : null}
        <AttributeFields kind={kind} values={attributes} onChange={setAttributes} />
        <TextAreaField
          at="/note"
          label={forms.note}
          optional
          rows={3}
          value={note}
          onChange={setNote}
        />
      </FormBody>
    </div>
  );
}
