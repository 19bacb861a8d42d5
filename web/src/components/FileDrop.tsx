// A place for files: drop, choose, or paste.
import { useId, useState } from 'react';
import { ACCEPTED_FILES } from '../api/documents';
import { useWords } from '../words/context';
import { buttonClass } from './Button';
import { Icon } from './Icon';

interface FileDropProps {
  onFiles: (files: readonly File[]) => void;
  hint: string;
  disabled?: boolean;
}

export function FileDrop({ onFiles, hint, disabled = false }: FileDropProps) {
  const { parts } = useWords();
  const [over, setOver] = useState(false);
  const id = useId();
  const take = (list: FileList | null | undefined): void => {
    const files = Array.from(list ?? []);
    if (files.length > 0 && !disabled) onFiles(files);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the input inside does the same by keyboard
    <div
      className="drop-zone"
      data-drop-target={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
      onPaste={(event) => take(event.clipboardData.files)}
    >
      <p className="row">
        <Icon name="upload" />
        <span>{parts.documents.drop}</span>
        <label
          htmlFor={id}
          className={buttonClass('plain', disabled ? 'file-label disabled' : 'file-label')}
        >
          {parts.documents.choose}
          <input
            id={id}
            type="file"
            multiple
            accept={ACCEPTED_FILES}
            disabled={disabled}
            className="visually-hidden"
            onChange={(event) => {
              take(event.target.files);
              event.target.value = '';
            }}
          />
        </label>
      </p>
      <p className="small muted">{hint}</p>
    </div>
  );
}
