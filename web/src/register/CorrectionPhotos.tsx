// Photos of a correction: taken or chosen, made smaller, and sent at once.
import { useState } from 'react';
import { uploadPhoto } from '../api/assets';
import { newKey } from '../api/client';
import { shrunkPicture } from '../api/documents';
import { Button, buttonClass } from '../components/Button';
import { Group } from '../components/choices';
import { Icon } from '../components/Icon';
import { Refusal } from '../components/Problem';
import { Progress } from '../components/Progress';
import { useWords } from '../words/context';

export interface SentPhoto {
  id: string;
  name: string;
}

interface Sending {
  key: string;
  name: string;
  fraction: number;
}

interface PhotosProps {
  assetId: string;
  photos: readonly SentPhoto[];
  onAdd: (photo: SentPhoto) => void;
  onRemove: (id: string) => void;
}

export function CorrectionPhotos({ assetId, photos, onAdd, onRemove }: PhotosProps) {
  const { forms } = useWords().register;
  const [sending, setSending] = useState<readonly Sending[]>([]);
  const [error, setError] = useState<unknown>(null);
  const send = async (files: readonly File[]): Promise<void> => {
    setError(null);
    for (const file of files) {
      const one: Sending = { key: newKey(), name: file.name, fraction: 0 };
      setSending((now) => [...now, one]);
      try {
        const { id } = await uploadPhoto({
          assetId,
          file: await shrunkPicture(file),
          key: one.key,
          onProgress: (fraction) =>
            setSending((now) =>
              now.map((other) => (other.key === one.key ? { ...other, fraction } : other)),
            ),
        });
        onAdd({ id, name: file.name });
      } catch (refused) {
        setError(refused);
      } finally {
        setSending((now) => now.filter(({ key }) => key !== one.key));
      }
    }
  };
  return (
    <Group at="/photo_ids" legend={forms.photos} hint={forms.photosHint}>
      <Refusal error={error} />
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
              void send([...(event.target.files ?? [])]);
              event.target.value = '';
            }}
          />
        </label>
      </div>
      <ul className="stack tight">
        {photos.map(({ id, name }) => (
          <li key={id} className="row">
            <span>{name}</span>
            <Button look="quiet" onClick={() => onRemove(id)}>
              {forms.removePhoto(name)}
            </Button>
          </li>
        ))}
        {sending.map(({ key, name, fraction }) => (
          <li key={key} className="row">
            <span>{name}</span>
            <Progress label={name} fraction={fraction} />
          </li>
        ))}
      </ul>
    </Group>
  );
}
