// Sends a file with its progress.
import { Refused, Unreachable } from './refused';
import { noticeUnreachable } from './transport';

export interface Sending {
  file: File;
  /** Made when the file was chosen: sent again, the file is stored once. */
  key: string;
  onProgress: (fraction: number) => void;
  signal?: AbortSignal;
}

/** `fetch` tells nothing of what is on its way, so this is an XMLHttpRequest. */
export function sendFile<T>(address: string, sending: Sending): Promise<T> {
  const { file, key, onProgress, signal } = sending;
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', address);
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
    signal?.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}
