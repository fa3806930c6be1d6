/** The files that configurations and states are in. Tests hand in their own. */
export interface FileSystem {
  /**
   * The bytes of a regular file, links followed. Rejects for anything else, and when there are more than `mostBytes`.
   */
  readFile(path: string, mostBytes: number): Promise<Uint8Array>
  /** A text that is another one after the file was written or replaced, links followed. Rejects when there is none. */
  stampOf(path: string): Promise<string>
  /** The path without links. Rejects when there is no such file. */
  realPath(path: string): Promise<string>
  /**
   * Writes a file so that a reader sees the old one or the new one whole, also after a crash. Readable by its owner only.
   */
  replaceFile(path: string, text: string): Promise<void>
  /**
   * Calls `listener` when something in a folder may have changed; gives back a function that ends it. May miss changes, and
   * may throw: the files are looked at regularly as well. Must not keep the process alive.
   */
  watchFolder(folder: string, listener: () => void): () => void
}

/** A file that is larger than may be read. */
export class FileTooLargeError extends Error {
  override readonly name = 'FileTooLargeError'
}
