/**
 * What must survive a reload of the page: which uploads are under way, from where, and which of their files the server
 * has. Kept in IndexedDB; where that is not there (a private window) uploads work but cannot be resumed.
 */

export interface KeptUpload {
  id: string
  namespace: string
  namespaceName: string
  /** DICOM name and description of its first study. */
  PatientName: string
  StudyDescription: string
  studies: number
  StudyInstanceUIDs: readonly string[]
  total: number
  /** What can be read again after a reload; empty where the browser gives no handles. */
  handles: readonly FileSystemHandle[]
}

const NAME = 'collimate-upload'

function request<T>(made: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    made.onsuccess = () => resolve(made.result)
    made.onerror = () => reject(made.error)
  })
}

let opened: Promise<IDBDatabase> | undefined

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const opening = indexedDB.open(NAME, 1)
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore('uploads', { keyPath: 'id' })
      // Keyed by `sentKey`; the value is the id of the upload that the file belongs to.
      opening.result.createObjectStore('sent')
    }
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(opening.error)
  })
  return opened
}

/** What makes a file the same file again, in whichever folder it is found. */
export const sentKey = (namespace: string, SOPInstanceUID: string, size: number): string =>
  `${namespace} ${SOPInstanceUID} ${size}`

export async function keepUpload(upload: KeptUpload): Promise<void> {
  const db = await database()
  try {
    await request(db.transaction('uploads', 'readwrite').objectStore('uploads').put(upload))
  } catch {
    // Some handles cannot be kept; the upload can still be resumed by dropping the folder again.
    await request(
      db
        .transaction('uploads', 'readwrite')
        .objectStore('uploads')
        .put({ ...upload, handles: [] }),
    )
  }
}

export async function keptUploads(): Promise<KeptUpload[]> {
  const db = await database()
  return request(db.transaction('uploads').objectStore('uploads').getAll())
}

/** Notes files that the server has acknowledged. */
export async function keepSent(upload: string, keys: readonly string[]): Promise<void> {
  const db = await database()
  const store = db.transaction('sent', 'readwrite').objectStore('sent')
  await Promise.all(keys.map((key) => request(store.put(upload, key))))
}

/** The keys of all files of unfinished uploads that the server has. */
export async function keptSent(): Promise<Set<string>> {
  const db = await database()
  const keys = await request(db.transaction('sent').objectStore('sent').getAllKeys())
  return new Set(keys.map(String))
}

/** Forgets an upload and its files: it is complete, or nobody wants it any more. */
export async function forgetUpload(id: string): Promise<void> {
  const db = await database()
  const transaction = db.transaction(['uploads', 'sent'], 'readwrite')
  await request(transaction.objectStore('uploads').delete(id))
  const sent = transaction.objectStore('sent')
  const [keys, owners] = await Promise.all([request(sent.getAllKeys()), request(sent.getAll())])
  await Promise.all(keys.map((key, index) => (owners[index] === id ? request(sent.delete(key)) : undefined)))
}
