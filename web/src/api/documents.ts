// Files of a case: addresses, upload with progress, pictures made smaller before they are sent.
import { change, type Schemas } from './client';
import { Refused, Unreachable } from './refused';
import { noticeUnreachable } from './transport';

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

export interface Upload {
  caseId: string;
  kind: string;
  file: File;
  /** Made when the file was chosen: sent again, the file is stored once. */
  key: string;
  onProgress: (fraction: number) => void;
  signal: AbortSignal;
}

/** Sends a file. `fetch` tells nothing of what is on its way, so this is an XMLHttpRequest. */
export function uploadDocument(upload: Upload): Promise<Schemas['Document']> {
  const { caseId, kind, file, key, onProgress, signal } = upload;
  const query = new URLSearchParams({ kind, name: file.name });
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/v1/cases/${caseId}/documents?${query}`);
    request.responseType = 'json';
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('idempotency-key', key);
    request.setRequestHeader('accept-language', document.documentElement.lang);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response);
      else {
        const wait = Number(request.getResponseHeader('retry-after')) || undefined;
        reject(new Refused(request.status, request.response ?? {}, wait));
      }
    };
    request.onerror = () => {
      noticeUnreachable();
      reject(new Unreachable(null));
    };
    request.onabort = () => reject(new DOMException('aborted', 'AbortError'));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
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
