// Files of a case: addresses, upload with progress, pictures made smaller before they are sent.
import { change, type Schemas } from './client';
import { type Sending, sendFile } from './sendFile';

export const documentHref = (caseId: string, documentId: string): string =>
  `/api/v1/cases/${caseId}/documents/${documentId}`;

export const issuedHref = (caseId: string, kind: string, lang: 'vi' | 'en'): string =>
  `/api/v1/cases/${caseId}/issued-documents/${kind}?lang=${lang}`;

export const diagramHref = (caseId: string): string => `/api/v1/cases/${caseId}/diagram.svg`;

export const packDiagramHref = (pack: string, kind: string): string =>
  `/api/v1/packs/${encodeURIComponent(pack)}/${kind}/diagram.svg`;

export const ACCEPTED_FILES =
  '.pdf,.png,.jpg,.jpeg,.json,.dwg,.dxf,.docx,.xlsx,.zip,application/pdf,image/png,image/jpeg';

const ENDINGS = /\.(pdf|png|jpe?g|json|dwg|dxf|docx|xlsx|zip)$/i;
export const isAccepted = (file: File): boolean => ENDINGS.test(file.name);

export interface Upload extends Sending {
  caseId: string;
  kind: string;
  signal: AbortSignal;
}

export function uploadDocument({ caseId, kind, ...sending }: Upload): Promise<Schemas['Document']> {
  const query = new URLSearchParams({ kind, name: sending.file.name });
  return sendFile(`/api/v1/cases/${caseId}/documents?${query}`, sending);
}

/** Attaches a document of another case; its content is stored once. */
export const reuseDocument = (
  caseId: string,
  body: Schemas['DocumentReuse'],
  key: string,
): Promise<Schemas['Document']> =>
  change('post', '/api/v1/cases/{case_id}/documents/reuse', {
    path: { case_id: caseId },
    key,
    body,
  });

const LONGEST_SIDE = 2400;
const WORTH_SHRINKING = 1_500_000;

/** A photograph no larger than an office needs; any other file as it is. */
export async function shrunkPicture(file: File): Promise<File> {
  if (file.type !== 'image/jpeg' || file.size < WORTH_SHRINKING) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.85));
    return blob && blob.size < file.size
      ? new File([blob], file.name, { type: 'image/jpeg' })
      : file;
  } catch {
    return file;
  }
}
