// What a person has typed and not sent, in the browser: survives a closed window and a lost network.
const NAME = 'hatang';
const STORE = 'drafts';

let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function run<T>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T | undefined> {
  try {
    const database = await open();
    return await new Promise((resolve, reject) => {
      const request = act(database.transaction(STORE, mode).objectStore(STORE));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } catch {
    // A private window may have no storage: the form works, and nothing is kept.
    return undefined;
  }
}

export interface StoredDraft<T> {
  value: T;
  savedAt: string;
}

export const readDraft = <T>(key: string): Promise<StoredDraft<T> | undefined> =>
  run<StoredDraft<T>>('readonly', (store) => store.get(key));

export async function writeDraft<T>(key: string, value: T): Promise<string> {
  const savedAt = new Date().toISOString();
  await run('readwrite', (store) => store.put({ value, savedAt }, key));
  return savedAt;
}

export async function removeDraft(key: string): Promise<void> {
  await run('readwrite', (store) => store.delete(key));
}

/** Forgets everything that a person typed; another one may use the browser next. */
export async function removeDraftsOf(person: string): Promise<void> {
  await run('readwrite', (store) =>
    store.delete(IDBKeyRange.bound(`${person}/`, `${person}/\uffff`)),
  );
}
